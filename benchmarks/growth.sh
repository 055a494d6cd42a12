#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# How the cost of an explanation grows with image size, batch, methods and network: Markdown tables of what "bench" measures.
# Arguments go to every bench, for example --backend nd4j or --precision bf16.
#
# ITERATIONS     batches that are timed for each line (default: 10)
# PATTERNSTREAM  the launcher (default: this tree's bin/patternstream)
set -eu

TOOL=${PATTERNSTREAM:-$(cd "$(dirname "$0")/.." && pwd -P)/bin/patternstream}
EXTRA=$*

# field JSON NAME: a number of the printed object
field() { printf '%s' "$1" | sed -n "s/.*\"$2\":\([0-9.eE+-]*\).*/\1/p"; }
text() { printf '%s' "$1" | sed -n "s/.*\"$2\":\"\([^\"]*\)\".*/\1/p"; }

# row LABEL MODEL METHODS BATCH [OPTION...]: one line of a table
row() {
  label=$1 model=$2 methods=$3 batch=$4
  shift 4
  # shellcheck disable=SC2086 # several options in one variable
  json=$("$TOOL" bench --model "builtin:$model" --method "$methods" --batch "$batch" --iterations "${ITERATIONS:-10}" "$@" $EXTRA | tail -n 1)
  printf '| %s | %s | %s | %s | %s | %s | %s |\n' "$label" "$(field "$json" passes)" "$(field "$json" forward_gmacs)" \
    "$(field "$json" median)" "$(field "$json" images_per_second)" "$(text "$json" backend)" "$(text "$json" precision)"
}

table() {
  printf '\n### %s\n\n| %s | passes | GMAC forward, an image | ms a batch, median | images/s | backend | precision |\n' "$1" "$2"
  printf '|---|---|---|---|---|---|---|\n'
}

table 'Image size (SqueezeNet 1.1, gradient, batch 1)' 'pixels a side'
for size in 96 160 224 320 448; do row $size squeezenet gradient 1 --image-size $size; done

table 'Batch (ResNet-50, gradient)' 'images'
for batch in 1 2 4 8 16; do row $batch resnet50 gradient $batch; done

table 'Methods that share a batch (SqueezeNet 1.1, batch 8)' 'methods'
row 'input' squeezenet input 8
row 'gradient' squeezenet gradient 8
row 'gradient, guided' squeezenet gradient,guided 8
row 'gradient, guided, deconvnet, patternnet' squeezenet gradient,guided,deconvnet,patternnet 8

table 'Network (gradient, batch 1)' 'network'
for model in squeezenet mobilenet resnet50 vgg16; do row $model $model gradient 1; done

table 'Method (VGG16, batch 1)' 'method'
for method in gradient guided patternnet patternattribution lrp.epsilon lrp.epsilon_plus lrp.alpha2beta1; do
  row $method vgg16 $method 1
done
