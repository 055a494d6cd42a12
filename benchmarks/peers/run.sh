#!/bin/sh
# Copyright 2026 the Patternstream authors
# SPDX-License-Identifier: Apache-2.0
#
# Compares Patternstream with its peers in a virtual environment that is removed at the end.
# Arguments go to compare.py: run.sh --help
#
# PYTHON  Python 3.11 or newer (default: python3)
set -eu

HERE=$(cd "$(dirname "$0")" && pwd -P)
FOLDER=$(mktemp -d "${TMPDIR:-/tmp}/patternstream-peers.XXXXXX")
trap 'rm -rf "$FOLDER"' EXIT
trap 'exit 130' INT TERM

"${PYTHON:-python3}" -m venv "$FOLDER/venv"
printf 'Installing the peers (about 5 GB, removed at the end)\n' >&2
"$FOLDER/venv/bin/pip" install --quiet --no-cache-dir --disable-pip-version-check -r "$HERE/requirements.txt"
PYTHONDONTWRITEBYTECODE=1 "$FOLDER/venv/bin/python" "$HERE/compare.py" "$@"
