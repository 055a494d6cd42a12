# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""What Patternstream is compared with. A peer explains one fixed batch whenever it is called.

Every peer gets the conditions that are best for it: oneDNN kernels, no gradients of weights, targets chosen beforehand, and
of the variants in VARIANTS the one that was fastest on this machine.
"""

import copy
import warnings
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import onnxruntime
import torch
import zennit.torchvision
from captum.attr import Deconvolution, GuidedBackprop, InputXGradient, Saliency
from torch import nn
from torch.fx.experimental.optimization import fuse
from zennit.attribution import Gradient
from zennit.canonizers import SequentialMergeBatchNorm
from zennit.composites import EpsilonPlus, LayerMapComposite, layer_map_base
from zennit.rules import Epsilon
from zennit.types import Convolution, Linear

Run = Callable[[], torch.Tensor]

CAPTUM = {"saliency": Saliency, "guided": GuidedBackprop, "deconvnet": Deconvolution, "input_x_gradient": InputXGradient}
ZENNIT = ["lrp.epsilon", "lrp.epsilon_plus"]
CANONIZERS = {"vgg16": zennit.torchvision.VGGCanonizer, "resnet50": zennit.torchvision.ResNetCanonizer}


@dataclass(frozen=True)
class Variant:
    """How PyTorch may hold and run a network."""

    channels_last: bool = False
    folded: bool = False
    compiled: bool = False

    def __str__(self) -> str:
        parts = ["channels last" if self.channels_last else "channels first"]
        parts += ["folded batch norm"] if self.folded else []
        return ", ".join(parts + (["compiled"] if self.compiled else []))


@dataclass(frozen=True)
class Task:
    """A network and a batch."""

    name: str
    model: nn.Module
    batch: torch.Tensor
    target: torch.Tensor
    bf16: bool = False

    def prepared(self, variant: Variant, hooked: bool) -> tuple[nn.Module, torch.Tensor]:
        """A copy of the network, and the batch, as the variant holds them. Hooks do not work on ReLUs in place."""
        model = fuse(self.model) if variant.folded else copy.deepcopy(self.model)
        layout = torch.channels_last if variant.channels_last else torch.contiguous_format
        for module in model.modules() if hooked else []:
            if isinstance(module, nn.ReLU):
                module.inplace = False
        model = model.to(memory_format=layout)
        batch = self.batch.clone(memory_format=layout).requires_grad_()
        return (torch.compile(model) if variant.compiled else model), batch

    def autocast(self):
        return torch.autocast("cpu", torch.bfloat16) if self.bf16 else nullcontext()


def variants(task: Task, compiled: bool) -> list[Variant]:
    """The variants worth trying for the gradient methods."""
    normalised = any(isinstance(module, nn.BatchNorm2d) for module in task.model.modules())
    found = [Variant(last, folded) for last in (False, True) for folded in ([False, True] if normalised else [False])]
    return found + ([Variant(last, normalised, True) for last in (False, True)] if compiled else [])


def captum(task: Task, method: str, variant: Variant) -> Run:
    warnings.filterwarnings("ignore", "Setting backward hooks")
    model, batch = task.prepared(variant, hooked=method in ("guided", "deconvnet"))
    attribution = CAPTUM[method](model)
    options = {"abs": False} if method == "saliency" else {}

    def run() -> torch.Tensor:
        with task.autocast():
            return attribution.attribute(batch, target=task.target, **options).detach()

    return run


def composite(task: Task, method: str):
    canonizers = [CANONIZERS.get(task.name, SequentialMergeBatchNorm)()]
    if method == "lrp.epsilon_plus":
        return EpsilonPlus(canonizers=canonizers)
    return LayerMapComposite(layer_map_base() + [(Convolution, Epsilon()), (Linear, Epsilon())], canonizers=canonizers)


def zennit_run(task: Task, method: str, variant: Variant) -> Run:
    model, batch = task.prepared(variant, hooked=True)
    rows = torch.arange(len(task.target))
    composite(task, method).register(model)
    attributor = Gradient(model)

    def start(logits: torch.Tensor) -> torch.Tensor:
        relevance = torch.zeros_like(logits)
        relevance[rows, task.target] = logits[rows, task.target]
        return relevance.detach()

    return lambda: attributor(batch, start)[1].detach()


def onnx_runtime(file: Path, batch: torch.Tensor, threads: int) -> Run:
    """The forward pass only: what no explanation can do without."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
    feed = {session.get_inputs()[0].name: batch.numpy()}
    return lambda: torch.from_numpy(session.run(None, feed)[0])
