// How new patterns compare with the active ones, snapshot by snapshot.

import { percent } from "./format.js";

const POINTS = 60;
const WIDEST_STEP = 32;
/** Distances below this are chance; the bars of a quiet stream stay low. */
const LEAST_TOP = 0.05;

export class Drift {
  #section = document.getElementById("drift");
  #canvas = document.getElementById("drift-chart");
  #points = [];

  constructor() {
    new ResizeObserver(() => this.#draw()).observe(this.#canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  /** Begins with what the service remembers. */
  begin(points) {
    this.#points = points.slice(-POINTS);
    this.#show();
  }

  /** Takes the newest comparison, again and again until there is another one. */
  add(point) {
    if (!point || this.#points.at(-1)?.snapshot === point.snapshot) {
      return;
    }
    this.#points = [...this.#points, point].slice(-POINTS);
    this.#show();
  }

  #show() {
    const newest = this.#points.at(-1);
    this.#section.hidden = !newest;
    if (newest) {
      text("drift-active", share(newest.activeRho));
      text("drift-new", share(newest.newRho));
      text("drift-distance", newest.distance.toFixed(3));
      this.#draw();
    }
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    if (width === 0) {
      return;
    }
    const context = this.#canvas.getContext("2d");
    context.scale(scale, scale);
    const style = getComputedStyle(this.#canvas);
    this.#bars(context, width, height, style.getPropertyValue("--muted"));
    this.#line(context, width, height, style.getPropertyValue("--muted"), "activeRho");
    this.#line(context, width, height, style.getPropertyValue("--accent"), "newRho");
  }

  #bars(context, width, height, colour) {
    const top = Math.max(LEAST_TOP, ...this.#points.map((point) => point.distance));
    const wide = this.#step(width) * 0.6;
    context.fillStyle = colour;
    context.globalAlpha = 0.28;
    this.#points.forEach((point, i) => {
      const tall = Math.max(1, (point.distance / top) * (height - 8));
      context.fillRect(this.#x(i, width) - wide / 2, height - tall, wide, tall);
    });
    context.globalAlpha = 1;
  }

  #line(context, width, height, colour, name) {
    const measured = this.#points.map((point, i) => [i, point[name]]).filter(([, rho]) => rho !== undefined);
    context.strokeStyle = colour;
    context.fillStyle = colour;
    context.lineWidth = 1.75;
    context.lineJoin = "round";
    context.beginPath();
    for (const [i, rho] of measured) {
      context.lineTo(this.#x(i, width), y(rho, height));
    }
    context.stroke();
    const newest = measured.at(-1);
    if (newest) {
      context.beginPath();
      context.arc(this.#x(newest[0], width), y(newest[1], height), 3, 0, 2 * Math.PI);
      context.fill();
    }
  }

  #x(i, width) {
    const step = this.#step(width);
    return width - step / 2 - (this.#points.length - 1 - i) * step;
  }

  /** All that there is, as long as that does not look coarse. */
  #step(width) {
    return Math.min(WIDEST_STEP, width / this.#points.length);
  }
}

function y(rho, height) {
  return height - 4 - rho * (height - 8);
}

function share(rho) {
  return rho === undefined ? "–" : percent(rho);
}

function text(id, value) {
  document.getElementById(id).textContent = value;
}
