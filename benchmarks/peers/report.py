# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Ratios, targets, and the table of both."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

# Model, peer, precision of ours: times as fast as the peer.
TARGETS = {
    ("vgg16", "Captum", "f32"): 3.0,
    ("resnet50", "Captum", "f32"): 1.3,
    ("resnet50", "Captum", "bf16"): 2.0,
    ("squeezenet", "Captum", "f32"): 1.5,
}
ZENNIT_TARGETS = {("vgg16", "lrp.epsilon_plus", "f32"): 6.0}
OWN_TARGET = 8.0
HEAD = ["model", "batch", "method", "peer", "peer ms", "ours ms", "ratio", "range", "target", "cosine"]


@dataclass
class Row:
    """One method of one peer on one model and batch; times in milliseconds per batch, one per round."""

    model: str
    batch: int
    method: str
    peer: str
    variant: str
    precision: str
    cosine: float
    theirs: list[float] = field(default_factory=list)
    ours: list[float] = field(default_factory=list)
    backend: str = ""

    def ratios(self) -> list[float]:
        return [their / our for their, our in zip(self.theirs, self.ours)]

    def target(self) -> float | None:
        family = self.peer.split()[0]
        if family == "Zennit":
            return ZENNIT_TARGETS.get((self.model, self.method, self.precision))
        if family == "Patternstream":
            return OWN_TARGET if self.model == "vgg16" else None
        return TARGETS.get((self.model, family, self.precision))

    def cells(self) -> list[str]:
        ratios, target = self.ratios(), self.target()
        verdict = "" if target is None else f"{target:g} {'met' if median(ratios) >= target else 'MISSED'}"
        return [self.model, str(self.batch), self.method, f"{self.peer} ({self.variant})", f"{median(self.theirs):.1f}",
                f"{median(self.ours):.1f}", f"**{median(ratios):.2f}**", f"{min(ratios):.2f} to {max(ratios):.2f}", verdict,
                f"{self.cosine:.6f}"]

    def summary(self) -> dict:
        ratios = self.ratios()
        figures = {"ratio": {"min": min(ratios), "median": median(ratios), "max": max(ratios)}, "target": self.target()}
        return asdict(self) | figures


def line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def write(rows: list[Row], setting: dict, folder: Path, name: str) -> str:
    """Writes NAME.md and NAME.json; returns the table."""
    folder.mkdir(parents=True, exist_ok=True)
    table = "\n".join([line(HEAD), line(["---"] * len(HEAD)), *(line(row.cells()) for row in rows)])
    facts = "\n".join(f"- {key}: {value}" for key, value in setting.items())
    text = (f"{facts}\n\nMilliseconds are medians per batch. A ratio is the peer's time over ours in the same round: its median "
            "and its range over the\nrounds. Cosine: the least of the batch's images, between what both sides compute.\n\n"
            f"{table}\n")
    (folder / f"{name}.md").write_text(text)
    (folder / f"{name}.json").write_text(json.dumps({"setting": setting, "rows": [row.summary() for row in rows]}, indent=1))
    return text
