#!/bin/sh
# Sees to it that the tests find Chromium and the programs of PostgreSQL: installs Debian's as root, else names what is missing.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="chromium"
if ! ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && ! command -v initdb >/dev/null 2>&1; then
    missing="$missing postgresql"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "The tests need these programs, which are not on this machine:$(printf ' %s' $missing)" >&2
    echo "On Debian and Ubuntu: sudo apt-get install $(echo $missing)   (make quick does without them)" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
# A package list may be missing or old, so one failed try is followed by one with a fresh list.
apt-get install -y --no-install-recommends $missing </dev/null >/dev/null 2>&1 || {
    apt-get update </dev/null >/dev/null
    apt-get install -y --no-install-recommends $missing </dev/null >/dev/null
}
