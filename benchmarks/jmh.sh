#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# Builds and runs the JMH benchmarks; arguments are JMH's: a part of a name, -prof gc, -h.
set -eu
cd "$(dirname "$0")/.."
exec mvn -q -Dquick -DskipTests -Pjmh "-Djmh.arguments=$*" -pl benchmarks -am package
