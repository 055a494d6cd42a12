// The binary message of the live feed: 4 bytes header length (big endian), a JSON header, then the parts in its order.

export function decodeFrame(buffer) {
  const headerLength = new DataView(buffer).getUint32(0);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  let offset = 4 + headerLength;
  for (const part of header.parts) {
    part.blob = new Blob([new Uint8Array(buffer, offset, part.length)]);
    offset += part.length;
  }
  return {
    ...header,
    image: header.parts.find((part) => part.kind === "image"),
    heatmaps: header.parts.filter((part) => part.kind === "heatmap"),
  };
}
