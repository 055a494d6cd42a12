#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# How much faster than float32 bfloat16 is: a Markdown table. Batches in bfloat16 and in float32 take turns in one process;
# a ratio above 1 means that bfloat16 is faster. Arguments go to every bench, for example --threads 1.
#
# MODELS         builtin networks (default: vgg16 squeezenet resnet50 mobilenet)
# METHODS        methods, each for itself (default: gradient)
# BATCHES        sizes of batches (default: 1 8)
# PRECISION      what is timed against float32 (default: bf16); bf16_backward
# ITERATIONS     batches that are timed for each line (default: 20)
# PATTERNSTREAM  the launcher (default: this tree's bin/patternstream)
set -eu

TOOL=${PATTERNSTREAM:-$(cd "$(dirname "$0")/.." && pwd -P)/bin/patternstream}

# field JSON NAME: a number; the last of that name
field() { printf '%s' "$1" | sed -n "s/.*\"$2\":\([0-9.eE+-]*\).*/\1/p"; }

printf '| model | batch | method | ms, median | f32 ms, median | ratio of medians | ratio of minima |\n|---|---|---|---|---|---|---|\n'
for model in ${MODELS:-vgg16 squeezenet resnet50 mobilenet}; do
  for batch in ${BATCHES:-1 8}; do
    for method in ${METHODS:-gradient}; do
      json=$("$TOOL" bench --model "builtin:$model" --method "$method" --batch "$batch" --iterations "${ITERATIONS:-20}" \
        --precision "${PRECISION:-bf16}" --against f32 "$@" | tail -n 1)
      own=${json%%\"against\":*}
      printf '| %s | %s | %s | %s | %s | **%s** | %s |\n' "$model" "$batch" "$method" "$(field "$own" median)" \
        "$(field "$json" median)" "$(field "$json" ratio_of_medians)" "$(field "$json" ratio_of_minima)"
    done
  done
done
