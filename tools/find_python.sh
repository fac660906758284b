#!/bin/sh
# Makes the virtual environment named by the first argument with the newest supported Python on this machine.
set -eu

venv=$1

for candidate in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then
        if ! "$candidate" -c 'import ensurepip, venv' >/dev/null 2>&1; then
            echo "$candidate cannot make virtual environments (on Debian and Ubuntu: apt-get install python3-venv)" >&2
            continue
        fi
        exec "$candidate" -m venv "$venv"
    fi
done

echo "Systemhelse needs Python 3.11 or newer with its venv module; none was found. Name one with PYTHON=/path/to/python3." >&2
exit 1
