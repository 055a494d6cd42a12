// A line of the last values, drawn into a canvas in the canvas's own text colour.

const POINTS = 60;

export class Sparkline {
  #canvas;
  #values = [];

  constructor(canvas) {
    this.#canvas = canvas;
    new ResizeObserver(() => this.#draw()).observe(canvas);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#draw());
  }

  add(value) {
    this.#values.push(value);
    if (this.#values.length > POINTS) {
      this.#values.shift();
    }
    this.#draw();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    const scale = window.devicePixelRatio || 1;
    this.#canvas.width = Math.round(width * scale);
    this.#canvas.height = Math.round(height * scale);
    if (this.#values.length < 2 || width === 0) {
      return;
    }
    const context = this.#canvas.getContext("2d");
    context.scale(scale, scale);
    const line = this.#line(width, height);
    const colour = getComputedStyle(this.#canvas).color;
    context.fillStyle = colour;
    context.globalAlpha = 0.12;
    const area = new Path2D(line);
    area.lineTo(width - 3, height);
    area.lineTo(this.#x(0, width), height);
    context.fill(area);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.lineWidth = 1.75;
    context.lineJoin = "round";
    context.stroke(line);
    context.beginPath();
    context.arc(width - 3, this.#y(this.#values.at(-1), height), 3, 0, 2 * Math.PI);
    context.fill();
  }

  #line(width, height) {
    const path = new Path2D();
    this.#values.forEach((value, i) => {
      path.lineTo(this.#x(i, width), this.#y(value, height));
    });
    return path;
  }

  #x(i, width) {
    return width - 3 - ((this.#values.length - 1 - i) * (width - 6)) / (POINTS - 1);
  }

  #y(value, height) {
    const top = Math.max(...this.#values, 1) * 1.1;
    return height - 1 - (value / top) * (height - 6);
  }
}
