#!/bin/sh
# Refreshes the hashed lock files from the ranges in setup.py.
set -eu
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools/venv"
"$tools/venv/bin/pip" install --quiet pip-tools
"$tools/venv/bin/python" scripts/ranges.py "$tools"
compile() {
    "$tools/venv/bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras \
        --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --no-header --no-annotate \
        --output-file "$1" "$2"
}
compile requirements.lock "$tools/run.in"
compile requirements-test.lock "$tools/test.in"
