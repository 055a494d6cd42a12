#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# The service from topic to topic, beside a broker on the same machine, against its engine alone and against a plain loop. Needs taskset
# (util-linux). --help lists the options; paths are seen from the current directory.
set -eu
ROOT=$(cd "$(dirname "$0")/.." && pwd -P)
(cd "$ROOT" && mvn -q -Dquick -DskipTests -pl benchmarks -am package dependency:build-classpath -Dmdep.outputFile=target/classpath)
"$ROOT/bin/patternstream" --version >&2
exec java -cp "$ROOT/benchmarks/target/classes:$(cat "$ROOT/benchmarks/target/classpath")" \
  io.patternstream.benchmarks.service.ServiceBenchmark --launcher "$ROOT/bin/patternstream" "$@"
