// The cards: a fixed number of places, filled in order, then replaced in place, the oldest first. Nothing moves, so
// a card can be read while the stream goes on.

import { durationText, percent, snapshotColour } from "./format.js";

const SMALL_IMAGE = 64;
const LARGEST_SIDE = 448;

const CENTRE_PART = 224 / 256;

export class Cards {
  /** "whole" or "centre": which part of an image the model sees. */
  fit = "whole";
  /** Methods whose pictures are no heatmaps but signals, in the image's own colours. */
  signals = [];
  #list = document.getElementById("cards");
  #template = document.getElementById("card-template");
  #next = 0;

  /** Shows a frame; the heatmaps in the order of the methods. */
  async show(frame, methods) {
    const [image, ...heatmaps] = await Promise.all([
      bitmap(frame.image),
      ...methods.map((method) => bitmap(frame.heatmaps.find((heatmap) => heatmap.method === method))),
    ]);
    const card = this.#place();
    const [original, ...maps] = card.querySelectorAll("figure");
    draw(original, image, `The image, taken for ${frame.label}`, this.#seenPart(image, heatmaps));
    maps.forEach((figure, i) => {
      const signal = this.signals.includes(methods[i]);
      const caption = figure.querySelector("figcaption");
      caption.textContent = signal ? `${methods[i]} · signal` : methods[i];
      caption.title = signal ? "What in the image the method found, in the image's own colours; grey is nothing." : "";
      draw(figure, heatmaps[i], `${signal ? "Signal" : "Heatmap"} by ${methods[i]} for ${frame.label}`);
    });
    describe(card, frame);
    card.classList.remove("newest");
    void card.offsetWidth; // lets the animation start again
    card.classList.add("newest");
  }

  /** The part of the image that the model saw; an image of just the model's size is seen whole. */
  #seenPart(image, heatmaps) {
    const map = heatmaps.find((heatmap) => heatmap !== null);
    if (!image || !map || this.fit !== "centre" || (image.width === map.width && image.height === map.height)) {
      return undefined;
    }
    const shrink = Math.min(image.width / map.width, image.height / map.height) * CENTRE_PART;
    const [width, height] = [map.width * shrink, map.height * shrink];
    return { x: (image.width - width) / 2, y: (image.height - height) / 2, width, height };
  }

  #place() {
    const places = window.innerWidth < 640 ? 4 : window.innerWidth < 1180 ? 8 : 12;
    while (this.#list.children.length > places) {
      this.#list.lastElementChild.remove();
    }
    if (this.#list.children.length < places) {
      this.#list.append(this.#template.content.cloneNode(true));
      this.#next = 0;
      return this.#list.lastElementChild;
    }
    const card = this.#list.children[this.#next % places];
    this.#next = (this.#next + 1) % places;
    return card;
  }
}

/** A picture that the browser cannot show, for example a NumPy array, is no error: the card goes without it. */
async function bitmap(part) {
  try {
    return part ? await createImageBitmap(part.blob) : null;
  } catch {
    return null;
  }
}

function draw(figure, image, description, part = { x: 0, y: 0, width: image?.width, height: image?.height }) {
  const canvas = figure.querySelector("canvas");
  figure.classList.toggle("absent", image === null);
  canvas.setAttribute("aria-label", image === null ? "No picture" : description);
  if (image === null) {
    canvas.width = canvas.height = 1;
    return;
  }
  const shrink = Math.min(1, LARGEST_SIDE / Math.max(part.width, part.height));
  canvas.width = Math.round(part.width * shrink);
  canvas.height = Math.round(part.height * shrink);
  canvas.classList.toggle("pixelated", Math.max(image.width, image.height) <= SMALL_IMAGE);
  const context = canvas.getContext("2d");
  context.imageSmoothingQuality = "high";
  context.drawImage(image, part.x, part.y, part.width, part.height, 0, 0, canvas.width, canvas.height);
  image.close();
}

function describe(card, frame) {
  card.querySelector(".label").textContent = frame.label;
  card.querySelector(".label").title = frame.label;
  card.querySelector(".percent").textContent = percent(frame.probability);
  card.querySelector(".bar").style.setProperty("--share", `${frame.probability * 100}%`);
  card.querySelector(".latency").textContent = `explained in ${durationText(frame.latencySeconds)}`;
  const snapshot = frame.heatmaps.find((heatmap) => heatmap.snapshot)?.snapshot;
  card.querySelector(".snapshot-name").textContent = snapshot ?? "no patterns needed";
  card.querySelector(".chip").title = snapshot ? `made with pattern snapshot ${snapshot}` : "";
  card.querySelector(".chip").style.setProperty("--snapshot", snapshot ? snapshotColour(snapshot) : "var(--line)");
  card.dataset.record = frame.id;
}
