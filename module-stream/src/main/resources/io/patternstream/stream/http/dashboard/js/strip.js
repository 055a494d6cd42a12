// The figures at the top of the page.

import { age, count, duration, durationText, rate, snapshotColour } from "./format.js";
import { Sparkline } from "./sparkline.js";

const FRESH_MS = 4000;

export class Strip {
  #sparkline = new Sparkline(document.getElementById("sparkline"));
  #announce;
  #snapshot = null;
  #freshTimer = 0;

  constructor(announce) {
    this.#announce = announce;
  }

  /** Shows that nothing is known of the present: the connection is lost. */
  forget() {
    for (const id of ["rate", "in-flight", "latency-p50", "latency-p95"]) {
      text(id, "–");
    }
  }

  show(stats) {
    this.#sparkline.add(stats.recordsPerSecond);
    text("rate", rate(stats.recordsPerSecond));
    text("in-flight", count(stats.inFlight));
    text("dead-letters", count(stats.deadLetters));
    document.getElementById("dead-letter-tile").classList.toggle("alarming", stats.deadLetters > 0);
    if (stats.latencySeconds) {
      const { value, unit } = duration(stats.latencySeconds.p50);
      const small = document.createElement("small");
      small.textContent = unit;
      document.getElementById("latency-p50").replaceChildren(value, small);
      text("latency-p95", durationText(stats.latencySeconds.p95));
    }
    this.showSnapshot(stats.snapshot, stats.swaps);
    this.#showLearning(stats);
    const lost = document.getElementById("lost");
    lost.hidden = !stats.dropped;
    lost.textContent = `${count(stats.dropped)} cards lost, as this connection is slow`;
  }

  showSnapshot(snapshot, swaps) {
    if (!snapshot) {
      return;
    }
    const swapped = swaps === undefined ? "" : ` · ${count(swaps)} ${swaps === 1 ? "swap" : "swaps"}`;
    text("snapshot-id", snapshot.id);
    document.getElementById("snapshot-id").title = snapshot.id;
    text("snapshot-detail", `from ${count(snapshot.samples)} images · ${age(snapshot.ageSeconds)}${swapped}`);
    document.getElementById("snapshot-swatch").style.setProperty("--snapshot", snapshotColour(snapshot.id));
    if (this.#snapshot !== null && this.#snapshot !== snapshot.id) {
      this.#celebrate(snapshot);
    }
    this.#snapshot = snapshot.id;
  }

  /** Until there is a snapshot, the images that the first one is being learned from show that something happens. */
  #showLearning({ snapshot, folded }) {
    if (!snapshot && folded > 0) {
      text("snapshot-detail", `learning the first ones: ${count(folded)} images so far`);
    }
  }

  #celebrate(snapshot) {
    const tile = document.getElementById("patterns");
    tile.classList.add("fresh");
    clearTimeout(this.#freshTimer);
    this.#freshTimer = setTimeout(() => tile.classList.remove("fresh"), FRESH_MS);
    this.#announce(`New patterns are active, learned from ${count(snapshot.samples)} images.`);
  }
}

function text(id, value) {
  document.getElementById(id).textContent = value;
}
