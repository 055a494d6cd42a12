# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Times explanations by Patternstream and by its peers: same weights, images, threads; in turns.

In each round the peer and Patternstream run one right after the other, in alternating order, so that whatever slows the
machine down for a while slows both; the figure is the median of the rounds' ratios.
"""

import argparse
import datetime
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy
import torch

import models
import peers
from ours import Patternstream
from report import Row, write

ROOT = Path(__file__).resolve().parents[2]
SEED = 1
PEERS = ["captum", "zennit", "onnxruntime", "nd4j"]
MOST_ITERATIONS = 200


@dataclass
class Case:
    """One line of the table: how to time the peer and ours, in milliseconds per batch."""

    row: Row
    their: Callable[[], float]
    our: Callable[[], float]

    def measure(self, peer_first: bool) -> None:
        if peer_first:
            self.row.theirs.append(self.their())
        self.row.ours.append(self.our())
        if not peer_first:
            self.row.theirs.append(self.their())


def milliseconds(run: peers.Run, seconds: float) -> float:
    """Median time of a run, after one that does not count unless a single one takes longer than all should."""
    times: list[float] = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append(1000 * (time.perf_counter() - start))
    return median(times[1:] or times)


def cosine(theirs: numpy.ndarray, ours: numpy.ndarray) -> float:
    """The least of the batch's images."""
    a, b = (values.reshape(len(values), -1).astype(numpy.float64) for values in (theirs, ours))
    return float(((a * b).sum(1) / numpy.maximum(numpy.linalg.norm(a, axis=1) * numpy.linalg.norm(b, axis=1), 1e-300)).min())


class Comparison:
    """All cases of one network and batch size."""

    def __init__(self, options: argparse.Namespace, tool: Patternstream, name: str, file: Path, model: torch.nn.Module, size: int):
        self.options, self.tool, self.file = options, tool, file
        batch = models.images(size, SEED)
        with torch.no_grad():
            target = model(batch).argmax(1)
        self.task = peers.Task(name, model, batch, target)

    def cases(self) -> Iterator[Case]:
        chosen = self.options.peers
        if "captum" in chosen:
            yield from self.captum()
        if "zennit" in chosen:
            yield from (self.zennit(method) for method in peers.ZENNIT if self.wanted(method))
        if "onnxruntime" in chosen and self.wanted("forward"):
            run = peers.onnx_runtime(self.file, self.task.batch, self.options.threads)
            yield self.case("forward", "ONNX Runtime", "f32", run)
        if "nd4j" in chosen and self.options.precision == "f32" and self.wanted("gradient"):
            yield self.own()

    def wanted(self, method: str) -> bool:
        return self.options.methods is None or method in self.options.methods

    def tasks(self) -> list[peers.Task]:
        """In float32; for a bf16 run also as PyTorch's autocast computes."""
        task = self.task
        half = peers.Task(task.name, task.model, task.batch, task.target, True)
        return [task, half] if self.options.precision == "bf16" else [task]

    def captum(self) -> Iterator[Case]:
        for task in self.tasks():
            variant = self.fastest(peers.captum, task, "saliency", peers.variants(task, self.options.compile))
            for method in filter(self.wanted, peers.CAPTUM):
                hookable = peers.Variant(variant.channels_last, variant.folded, variant.compiled and method == "saliency")
                yield self.case(method, "Captum" + suffix(task), str(hookable), peers.captum(task, method, hookable))

    def zennit(self, method: str) -> Case:
        layouts = [peers.Variant(), peers.Variant(channels_last=True)]
        variant = self.fastest(peers.zennit_run, self.task, method, layouts)
        return self.case(method, "Zennit", str(variant), peers.zennit_run(self.task, method, variant))

    def own(self) -> Case:
        """Our reference backend, as a peer of the one that is compared."""
        theirs = self.explain("gradient", "nd4j")
        row = self.row("gradient", "Patternstream", "nd4j", cosine(theirs, self.explain("gradient", self.options.backend)))
        return Case(row, self.timer("gradient", "nd4j", row, record=False), self.timer("gradient", self.options.backend, row))

    def fastest(self, make: Callable, task: peers.Task, method: str, candidates: list[peers.Variant]) -> peers.Variant:
        return min(candidates, key=lambda variant: milliseconds(make(task, method, variant), self.options.seconds / 2))

    def explain(self, method: str, backend: str) -> numpy.ndarray:
        return self.tool.explain(self.file, method, self.task.batch.numpy(), backend)

    def row(self, method: str, peer: str, variant: str, alike: float) -> Row:
        return Row(self.task.name, len(self.task.batch), method, peer, variant, self.options.precision, alike)

    def case(self, method: str, peer: str, variant: str, run: peers.Run) -> Case:
        ours = self.explain(method, self.options.backend)
        row = self.row(method, peer, variant, cosine(run().float().numpy(), ours))
        return Case(row, lambda: milliseconds(run, self.options.seconds), self.timer(method, self.options.backend, row))

    def timer(self, method: str, backend: str, row: Row, record: bool = True) -> Callable[[], float]:
        """Runs bench for about the chosen time, guessed from the run before."""
        iterations = 3

        def run() -> float:
            nonlocal iterations
            result = self.tool.bench(self.file, method, len(self.task.batch), iterations, backend)
            taken = result["ms_per_batch"]["median"]
            iterations = max(1, min(MOST_ITERATIONS, round(1000 * self.options.seconds / taken)))
            row.backend = result["backend"] if record else row.backend
            return taken

        return run


def suffix(task: peers.Task) -> str:
    return " bf16" if task.bf16 else ""


def setting(options: argparse.Namespace) -> dict[str, str]:
    packages = ["torch", "torchvision", "captum", "zennit", "onnxruntime"]
    return {
        "date": datetime.date.today().isoformat(),
        "machine": f"{processor()}, {options.threads} threads",
        "peers": ", ".join(f"{package} {version(package)}" for package in packages),
        "ours": f"backend {options.backend}, precision {options.precision}",
        "rounds": str(options.rounds),
    }


def processor() -> str:
    """The processor's name, where the system tells it."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def compare(options: argparse.Namespace, folder: Path) -> list[Row]:
    tool = Patternstream(options.patternstream, options.threads, options.precision)
    rows: list[Row] = []
    for name in options.models:
        model, file = models.build(name, SEED), folder / f"{name}.onnx"
        models.export(model, file)
        for size in options.batches:
            for case in Comparison(options, tool, name, file, model, size).cases():
                for turn in range(options.rounds):
                    case.measure(peer_first=turn % 2 == 0)
                rows.append(case.row)
                print(" ".join(case.row.cells()), file=sys.stderr, flush=True)
                write(rows, setting(options), options.output, f"peers-{options.precision}")
        file.unlink()
    return rows


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    words = lambda text: text.split(",")  # noqa: E731
    parser.add_argument("--models", type=words, default="vgg16,resnet50,squeezenet", help=f"of {','.join(models.BUILDERS)}")
    parser.add_argument("--batches", type=lambda text: [int(size) for size in text.split(",")], default="1,8")
    parser.add_argument("--methods", type=words, default=None, help="only these (default: all; forward is ONNX Runtime's)")
    parser.add_argument("--peers", type=words, default=",".join(PEERS))
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=1.0, help="of each side in a round, at least one batch")
    parser.add_argument("--quick", action="store_true", help="SqueezeNet, one image, one short round")
    parser.add_argument("--backend", default="auto", help="ours")
    parser.add_argument("--precision", choices=["f32", "bf16"], default="f32", help="ours; for bf16 also PyTorch's autocast")
    parser.add_argument("--compile", action="store_true", help="also try torch.compile for the saliency")
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)), help="of both sides")
    parser.add_argument("--patternstream", type=Path, default=ROOT / "bin" / "patternstream", help="the launcher")
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "peers" / "target", help="folder of the table")
    options = parser.parse_args()
    if options.quick:
        options.models, options.batches, options.rounds, options.seconds = ["squeezenet"], [1], 1, 0.3
    return options


def main() -> None:
    options = arguments()
    torch.set_num_threads(options.threads)
    with tempfile.TemporaryDirectory(prefix="patternstream-peers-") as folder:
        rows = compare(options, Path(folder))
    print(write(rows, setting(options), options.output, f"peers-{options.precision}"))


if __name__ == "__main__":
    main()
