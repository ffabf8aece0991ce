#!/usr/bin/env bash
# Installs the Debian packages of debian-packages.txt that are missing; does nothing when none is.
# Usage: third_party/packages.sh [--ci]     --ci: also the lines marked "ci:"
# As root it installs, otherwise with sudo; where neither is possible it prints the one command to run and fails.
set -euo pipefail
here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    echo "This is not Debian, so nothing is installed: third_party/debian-packages.txt names what is needed." >&2
    exit 0
fi

pick='s/#.*//; /^ci:/d'
[ "${1:-}" = --ci ] && pick='s/#.*//; s/^ci://'
mapfile -t wanted < <(sed "$pick" "$here/debian-packages.txt" | tr -d ' \t' | grep .)
installed=$(dpkg-query --show --showformat '${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^ii  *//p') || true
mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}" | sort) <(printf '%s\n' "$installed" | sort))
[ ${#missing[@]} -gt 0 ] || exit 0

install="apt-get update && apt-get install --yes --no-install-recommends ${missing[*]}"
echo "Missing Debian packages, to be installed now: ${missing[*]}"
if [ "$(id -u)" -eq 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { [ -t 0 ] || sudo -n true 2>/dev/null; }; then
    as_root=(sudo)
else
    printf 'Run this as root, then try again:\n    %s\n' "$install" >&2
    exit 1
fi
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive sh -c "$install"
