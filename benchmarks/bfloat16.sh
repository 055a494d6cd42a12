#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# What bfloat16 costs on trained networks: Markdown tables of "patternstream precision", one per network of the test data.
#
# PATTERNSTREAM_SHARED  folder of the test data (default: shared beside this tree)
# IMAGES                test images of the CIFAR-10 networks (default: 1000)
# METHODS               methods that are compared
# PATTERNSTREAM         the launcher (default: this tree's bin/patternstream)
set -eu

ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
TOOL=${PATTERNSTREAM:-$ROOT/bin/patternstream}
DATA=${PATTERNSTREAM_SHARED:-$ROOT/../shared}/data
IMAGES=${IMAGES:-1000}
METHODS=${METHODS:-gradient,input_x_gradient,guided,deconvnet,patternnet,patternattribution,lrp.epsilon,lrp.epsilon_plus}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

[ -d "$DATA/models" ] || { echo "no test data in $DATA: set PATTERNSTREAM_SHARED" >&2; exit 1; }

# price MODEL PREPROCESSING TRAINING... -- TEST...: patterns of the training images, then the table
price() {
  name=$1
  cp "$DATA/models/$name.onnx" "$WORK"
  printf 'preprocess: %s\n' "$2" >"$WORK/$name.yaml"
  shift 2
  training=
  while [ "$1" != -- ]; do training="$training $1"; shift; done
  shift
  # shellcheck disable=SC2086 # a list
  "$TOOL" patterns compute --model "$WORK/$name.onnx" --data $training --output "$WORK/$name.npz" 2>"$WORK/log" || {
    cat "$WORK/log" >&2
    exit 1
  }
  "$TOOL" precision --model "$WORK/$name.onnx" --patterns "$WORK/$name.npz" --method "$METHODS" \
    --precision "${PRECISION:-bf16}" --input "$@" 2>"$WORK/log" \
    >"$WORK/table" || { cat "$WORK/log" >&2; exit 1; }
  printf '\n%s, %s\n\n' "$name" "$(tail -n 1 "$WORK/table")"
  awk '/^same class/ { next } { gsub(/  +/, " | "); print "| " $0 " |" } NR == 1 { print "|---|---|---|---|---|" }' "$WORK/table"
}

cd "$DATA/cifar-10-sample"
STRETCH='scale: 0.00392156862745098, resize: stretch'
price resnet20_cifar10 "{$STRETCH, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225]}" \
  data_batch_1.bin.gz -- "test_batch.bin.gz#0-$((IMAGES - 1))"
price cifar10_cnn cifar10 \
  data_batch_1.bin.gz -- "test_batch.bin.gz#0-$((IMAGES - 1))"
cd "$DATA"
price squeezenet1.1 imagenet photos -- photos
price mobilenet_v1_0.25_224 mobilenet photos -- photos
