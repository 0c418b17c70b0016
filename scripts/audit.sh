#!/bin/sh
# Known vulnerabilities of what the lock file pins, where their list can be reached; else it says so.
# Exit 1: some are known. The tool lives in a folder of its own and is thrown away.
set -eu
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
said="$tools/said"
if ! python3 -m venv "$tools/venv" || ! "$tools/venv/bin/pip" install --quiet pip-audit >/dev/null 2>&1; then
    echo "audit: pip-audit cannot be installed here; nothing was checked"
    exit 0
fi
if timeout 120 "$tools/venv/bin/pip-audit" --requirement requirements.lock --disable-pip \
    --require-hashes --timeout 10 --progress-spinner off >"$said" 2>&1; then
    left=$(grep -c "could not be audited" "$said" || true)
    if [ "$left" = 0 ]; then
        head -n 1 "$said"
    else
        echo "audit: of $left packages nothing is known here: the list of vulnerabilities cannot be reached"
    fi
elif grep -q "known vulnerabilit" "$said"; then
    cat "$said"
    exit 1
else
    echo "audit: the list of vulnerabilities cannot be reached; nothing was checked"
    tail -n 1 "$said"
fi
