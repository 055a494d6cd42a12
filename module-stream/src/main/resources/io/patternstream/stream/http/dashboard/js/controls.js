// What the visitor chooses: two methods, the pace, and whether to pause.

export class Controls extends EventTarget {
  #left = document.getElementById("method-left");
  #right = document.getElementById("method-right");
  #pause = document.getElementById("pause");

  constructor() {
    super();
    for (const select of [this.#left, this.#right]) {
      select.addEventListener("change", () => this.#tell());
    }
    for (const radio of document.querySelectorAll("input[name=pace]")) {
      radio.addEventListener("change", () => this.#tell());
    }
    this.#pause.addEventListener("click", () => this.#toggle());
    document.addEventListener("keydown", (event) => {
      if (event.key === "p" && !event.ctrlKey && !event.metaKey && !event.altKey && event.target.tagName !== "SELECT") {
        this.#toggle();
      }
    });
  }

  /** Offers the methods; keeps what was chosen before a lost connection. */
  offer(methods) {
    const chosen = this.methods;
    for (const [i, select] of [this.#left, this.#right].entries()) {
      select.replaceChildren(...methods.map((method) => new Option(method, method)));
      select.value = methods.includes(chosen[i]) ? chosen[i] : methods[Math.min(i, methods.length - 1)];
      select.disabled = false;
    }
  }

  get methods() {
    return [this.#left.value, this.#right.value];
  }

  get pace() {
    return Number(document.querySelector("input[name=pace]:checked").value);
  }

  get paused() {
    return this.#pause.getAttribute("aria-pressed") === "true";
  }

  #toggle() {
    const paused = !this.paused;
    this.#pause.setAttribute("aria-pressed", String(paused));
    document.getElementById("pause-text").textContent = paused ? "Resume" : "Pause";
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
