#!/bin/sh
# Resolves pyproject.toml to two hash-locked lists that hold for Python 3.11 to 3.13 on every system.
set -eu

uv=${UV:-uv}
options="--quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build"

# shellcheck disable=SC2086
"$uv" pip compile $options "$@" pyproject.toml -o requirements.lock
# shellcheck disable=SC2086
"$uv" pip compile $options "$@" --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock
