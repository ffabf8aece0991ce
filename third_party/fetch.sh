#!/usr/bin/env bash
# Fetches the two pinned releases that Debian does not carry, checks their SHA-256 and unpacks only the folders we use.
# Usage: third_party/fetch.sh imgui-bundle|qtawesome      prints the folder; fetches only when it is not there yet
# The folder is ${ASISTA_THIRD_PARTY_CACHE:-${XDG_CACHE_HOME:-~/.cache}/asista/third_party}/<name>-<first 8 of the hash>.
# It appears by rename, complete or not at all, so two builds may fetch at once.
set -euo pipefail

here=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
fail() { printf 'third_party/fetch.sh: %s\n' "$*" >&2; exit 1; }

name=${1:-}
case $name in
    imgui-bundle)
        version=1.92.900
        sha256=1476409b76c7f600d0da472aed87e96382444df50695280b3ed9acd5065cb6c2
        kind=(--no-binary imgui-bundle) ;;
    qtawesome)
        version=1.4.2
        sha256=dbf08524428fa2df73918ce362153254cd44f089380576d84bfaad8f40eece45
        kind=(--only-binary qtawesome) ;;
    *) fail "usage: fetch.sh imgui-bundle|qtawesome" ;;
esac

cache=${ASISTA_THIRD_PARTY_CACHE:-${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}/asista/third_party}
target=$cache/$name-${sha256:0:8}
if [ -d "$target" ]; then printf '%s\n' "$target"; exit 0; fi

# Debian's own interpreter first: another python3 on PATH may have no pip.
python=${ASISTA_PYTHON:-/usr/bin/python3}
[ -x "$python" ] || python=$(command -v python3) || fail "python3 is missing; remedy: apt-get install python3 python3-pip"
"$python" -m pip --version >/dev/null 2>&1 ||
    fail "$python has no pip; remedy: apt-get install python3-pip, or set ASISTA_PYTHON to an interpreter that has it"

mkdir -p "$cache" || fail "cannot create $cache; remedy: set ASISTA_THIRD_PARTY_CACHE to a folder you can write to"
exec 9>"$cache/$name.lock"
if command -v flock >/dev/null; then flock 9; fi
if [ -d "$target" ]; then printf '%s\n' "$target"; exit 0; fi # another build fetched it while we waited

work=$(mktemp -d "$cache/.$name.XXXXXX")
trap 'rm -rf "$work"' EXIT

printf 'fetching %s %s from the Python package index into %s\n' "$name" "$version" "$target" >&2
printf '%s==%s --hash=sha256:%s\n' "$name" "$version" "$sha256" >"$work/requirements.txt"
# pip asks a source release for its metadata before it saves it. metadata_only/ answers that question, so that no
# unpinned build tool is downloaded or run.
PYTHONPATH=$here/metadata_only PYTHONDONTWRITEBYTECODE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 \
    ASISTA_METADATA_NAME=$name ASISTA_METADATA_VERSION=$version \
    "$python" -m pip download --quiet --no-deps --no-build-isolation --require-hashes "${kind[@]}" \
    --dest "$work/archive" --requirement "$work/requirements.txt" >&2 ||
    fail "$name $version was not fetched, see pip's message above. A wrong hash means the download is not the release we
pinned: do not use it, try another network or mirror. Without a network, fetch it elsewhere and copy $target,
or point CMake at sources of your own (third_party/README.md)."
archive=$(find "$work/archive" -type f)
printf '%s  %s\n' "$sha256" "$archive" | sha256sum --check --quiet >&2 || fail "$name: wrong SHA-256, nothing was kept"

mkdir "$work/out"
case $name in
    imgui-bundle)
        top=imgui_bundle-$version/external
        imgui=hello_imgui/hello_imgui/external/imgui # the official docking tag; external/imgui is a modified copy
        tar -xzf "$archive" -C "$work" --exclude='*/examples/*' --exclude='*/docs/*' --exclude='*/misc/fonts/*' \
            "$top/$imgui" "$top/implot/implot" "$top/imgui_test_engine/imgui_test_engine/imgui_test_engine" ||
            fail "$name: the release does not hold the expected folders"
        mv "$work/$top/$imgui" "$work/out/imgui"
        mv "$work/$top/implot/implot" "$work/out/implot"
        mv "$work/$top/imgui_test_engine/imgui_test_engine/imgui_test_engine" "$work/out/imgui_test_engine" ;;
    qtawesome)
        "$python" - "$archive" "$work/out" <<'PYTHON' || fail "$name: the release does not hold the expected files"
import pathlib, sys, zipfile
archive, out = zipfile.ZipFile(sys.argv[1]), pathlib.Path(sys.argv[2])
for source, name in (("qtawesome/fonts/phosphor-1.3.0.ttf", "phosphor-1.3.0.ttf"),
                     ("qtawesome/fonts/phosphor-charmap-1.3.0.json", "phosphor-1.3.0.json"),
                     ("qtawesome-1.4.2.dist-info/licenses/LICENSE.txt", "LICENSE.qtawesome.txt")):
    (out / name).write_bytes(archive.read(source))
PYTHON
        ;;
esac
mv -T "$work/out" "$target"
printf '%s\n' "$target"
