# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Patternstream, as its users run it: the commands bench and explain."""

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy


@dataclass(frozen=True)
class Patternstream:
    """The launcher and the options of all runs."""

    launcher: Path
    threads: int
    precision: str

    def options(self, backend: str) -> list[str]:
        return ["--backend", backend, "--precision", self.precision, "--threads", str(self.threads)]

    def call(self, *arguments: str) -> str:
        done = subprocess.run([str(self.launcher), *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"patternstream {' '.join(arguments)}: {done.stderr.strip().splitlines()[-1:]}")
        return done.stdout

    def explain(self, model: Path, method: str, batch: numpy.ndarray, backend: str) -> numpy.ndarray:
        """Attributions of a batch; for the method "forward", its logits."""
        images, answer = model.with_name("batch.npy"), model.with_name("answer.npy")
        numpy.save(images, batch)
        wanted = (["--method", "gradient", "--logits", str(answer)] if method == "forward"
                  else ["--method", method, "--output", str(answer)])
        self.call("explain", "--model", str(model), "--input", str(images), *wanted, *self.options(backend))
        return numpy.load(answer)

    def bench(self, model: Path, method: str, batch: int, iterations: int, backend: str) -> dict:
        """What bench prints; the method "forward" is the control that needs nothing but the logits."""
        name = "input" if method == "forward" else method
        lines = self.call("bench", "--model", str(model), "--method", name, "--batch", str(batch), "--warmup",
                          str(max(1, min(3, iterations // 2))), "--iterations", str(iterations), *self.options(backend)).splitlines()
        return json.loads(lines[-1])
