#!/bin/sh
# Makes the virtual environment; on a bare Debian as root it first installs what venv needs.
set -eu
python=$1 venv=$2
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    else
        echo "Python's venv module is missing; install it with: apt install python3-venv" >&2
        exit 1
    fi
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "venue needs Python 3.11 or newer" >&2
    exit 1
}
exec "$python" -m venv "$venv"
