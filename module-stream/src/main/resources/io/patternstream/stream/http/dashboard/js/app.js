// Puts the parts of the page together.

import { Cards } from "./cards.js";
import { Controls } from "./controls.js";
import { Drift } from "./drift.js";
import { Feed } from "./feed.js";
import { Strip } from "./strip.js";

const element = (id) => document.getElementById(id);
const announce = (text) => {
  element("announcer").textContent = text;
};

const feed = new Feed();
const controls = new Controls();
const cards = new Cards();
const strip = new Strip(announce);
const drift = new Drift();
let ready = false;
let lastState = "";

function ask() {
  if (!ready) {
    return;
  }
  element("legend").hidden = controls.methods.every((method) => cards.signals.includes(method));
  if (controls.paused || document.hidden) {
    feed.pause();
  } else {
    feed.subscribe([...new Set(controls.methods)], controls.pace);
  }
  if (lastState === "live" || lastState === "paused") {
    showState(controls.paused ? "paused" : "live");
  }
}

const STATE_TEXTS = { connecting: "Connecting…", live: "Live", paused: "Paused", lost: "Connection lost, trying again" };

function showState(state) {
  element("connection").dataset.state = state;
  element("connection-text").textContent = STATE_TEXTS[state];
  if (state === "lost") {
    strip.forget();
  }
  if (state === "lost" && lastState === "live") {
    announce("Connection lost. Trying again.");
  }
  if (state === "live" && lastState === "lost") {
    announce("Connected again.");
  }
  if (state !== "connecting" || lastState === "") {
    lastState = state;
  }
}

feed.addEventListener("state", ({ detail }) => {
  showState(detail.state === "live" && controls.paused ? "paused" : detail.state);
});

feed.addEventListener("hello", ({ detail: hello }) => {
  element("model").hidden = false;
  element("model-name").textContent = hello.model.name;
  element("model-hash").textContent = hello.model.sha256.slice(0, 8);
  element("empty-title").textContent = "Waiting for the first image…";
  element("empty-text").textContent = `Publish an image to the topic ${hello.topic}; its heatmaps appear here.`;
  document.title = `${hello.model.name} · Patternstream`;
  strip.showSnapshot(hello.snapshot);
  drift.begin(hello.drift);
  cards.fit = hello.fit;
  cards.signals = hello.signals;
  controls.offer(hello.methods);
  ready = true;
  ask();
});

feed.addEventListener("stats", ({ detail }) => {
  strip.show(detail);
  drift.add(detail.drift);
});
feed.addEventListener("error", ({ detail }) => announce(detail.detail));

feed.addEventListener("heatmap", ({ detail: frame }) => {
  const methods = controls.methods;
  const current = frame.heatmaps.every((heatmap) => methods.includes(heatmap.method));
  if (!controls.paused && current) {
    element("empty").hidden = true;
    cards.show(frame, methods);
  }
});

controls.addEventListener("change", ask);
document.addEventListener("visibilitychange", ask);
feed.open();
