# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
"""Networks with seeded random weights, and the same networks as ONNX files."""

import warnings
from collections import OrderedDict
from pathlib import Path

import torch
import torchvision
from torch import nn

SIZE = 224
OPSET = 17


def conv_norm_relu(inputs: int, outputs: int, kernel: int, stride: int, groups: int) -> list[nn.Module]:
    convolution = nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)
    return [convolution, nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)]


def mobilenet_v1() -> nn.Module:
    """MobileNet V1 (Howard et al. 2017), width 1: torchvision has only its successors."""
    widths = [(32, 1), (64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)] + 5 * [(512, 1)] + [(1024, 2), (1024, 1)]
    layers = conv_norm_relu(3, widths[0][0], 3, 2, 1)
    for (inputs, _), (outputs, stride) in zip(widths, widths[1:]):
        layers += conv_norm_relu(inputs, inputs, 3, stride, inputs)
        layers += conv_norm_relu(inputs, outputs, 1, 1, 1)
    head = [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(widths[-1][0], 1000)]
    return nn.Sequential(OrderedDict((str(i), layer) for i, layer in enumerate(layers + head)))


BUILDERS = {
    "vgg16": lambda: torchvision.models.vgg16(weights=None),
    "resnet50": lambda: torchvision.models.resnet50(weights=None),
    "squeezenet": lambda: torchvision.models.squeezenet1_1(weights=None),
    "mobilenet": mobilenet_v1,
}


def build(name: str, seed: int) -> nn.Module:
    torch.manual_seed(seed)
    model = BUILDERS[name]().eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    return model


def images(batch: int, seed: int) -> torch.Tensor:
    return torch.randn(batch, 3, SIZE, SIZE, generator=torch.Generator().manual_seed(seed))


def export(model: nn.Module, file: Path) -> None:
    """Writes one ONNX file, weights included; the size of batches stays open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            model, (images(1, 0),), str(file), dynamo=False, opset_version=OPSET, input_names=["images"],
            output_names=["logits"], dynamic_axes={"images": {0: "batch"}, "logits": {0: "batch"}},
        )
