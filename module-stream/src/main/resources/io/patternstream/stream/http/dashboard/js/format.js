// Numbers as people read them; the visitor's own language decides about separators.

const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const tenth = new Intl.NumberFormat(undefined, { minimumFractionDigits: 1, maximumFractionDigits: 1 });

export function count(value) {
  return whole.format(value);
}

export function rate(perSecond) {
  return perSecond < 10 ? tenth.format(perSecond) : whole.format(perSecond);
}

/** Splits a duration into its number and its unit, so that a page can set them apart. */
export function duration(seconds) {
  if (seconds < 1) {
    return { value: whole.format(Math.max(1, seconds * 1000)), unit: "ms" };
  }
  if (seconds < 60) {
    return { value: tenth.format(seconds), unit: "s" };
  }
  if (seconds < 3600) {
    return { value: whole.format(seconds / 60), unit: "min" };
  }
  return { value: tenth.format(seconds / 3600), unit: "h" };
}

export function durationText(seconds) {
  const { value, unit } = duration(seconds);
  return `${value} ${unit}`;
}

/** Ages change by whole seconds; "0 s" reads better as "just now". */
export function age(seconds) {
  if (seconds < 1.5) {
    return "just now";
  }
  return seconds < 60 ? `${whole.format(seconds)} s ago` : `${durationText(seconds)} ago`;
}

export function percent(share) {
  const value = share * 100;
  return value >= 99.95 ? "100 %" : `${tenth.format(value)} %`;
}

const SNAPSHOT_COLOURS = ["#8b7cf6", "#18a999", "#e0a21b", "#d65db1", "#7fa42b", "#2aa7c9", "#c77b4a"];

/** One colour per snapshot, the same everywhere on the page; neither red nor blue, which belong to the heatmaps. */
export function snapshotColour(id) {
  let hash = 0;
  for (const character of id) {
    hash = (hash * 31 + character.codePointAt(0)) >>> 0;
  }
  return SNAPSHOT_COLOURS[hash % SNAPSHOT_COLOURS.length];
}
