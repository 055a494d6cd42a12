// The connection to the service: opens it, opens it again after it was lost, and tells what arrives.

import { decodeFrame } from "./frame.js";

const PROTOCOL = "patternstream.dashboard.v1";
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;

export class Feed extends EventTarget {
  #socket = null;
  #delay = FIRST_DELAY_MS;
  #wish = null;

  /** Connects, and stays connected as long as the page is open. */
  open() {
    this.#tell("state", { state: "connecting" });
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/heatmaps`, PROTOCOL);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#delay = FIRST_DELAY_MS;
      this.#tell("state", { state: "live" });
      this.#send();
    };
    socket.onmessage = ({ data }) => this.#receive(data);
    socket.onclose = ({ reason }) => this.#reopen(reason);
    this.#socket = socket;
  }

  /** Asks for frames of these methods; remembered over a lost connection. */
  subscribe(methods, maxFps) {
    this.#wish = { type: "subscribe", methods, maxFps };
    this.#send();
  }

  /** Asks for no more frames; the figures go on. */
  pause() {
    this.#wish = { type: "pause" };
    this.#send();
  }

  #send() {
    if (this.#wish && this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify(this.#wish));
    }
  }

  #receive(data) {
    if (data instanceof ArrayBuffer) {
      this.#tell("heatmap", decodeFrame(data));
      return;
    }
    const message = JSON.parse(data);
    this.#tell(message.type, message);
  }

  #reopen(reason) {
    const delay = this.#delay * (0.75 + Math.random() / 2);
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY_MS);
    this.#tell("state", { state: "lost", reason, delay });
    setTimeout(() => this.open(), delay);
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
