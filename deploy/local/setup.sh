#!/bin/sh
# Makes .venv with everything that the repository needs, out of requirements.txt (exact versions,
# hashes). A repeat with nothing changed does nothing. Indexes and mirrors are pip's and uv's own
# business: PIP_* and UV_* variables and configuration files are left as they are.
set -eu

cd "$(dirname "$0")/../.."
venv=${VENV:-.venv}
python=${PYTHON:-python3}
stamp="$venv/.soko-stamp"
members="libs/common $(ls -d services/*) gateway deploy/local deploy/simulator deploy/k8s"

fingerprint() {
    for member in $members; do cat "$member/pyproject.toml"; done | cat requirements.txt - | cksum
}

if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(fingerprint)" ]; then
    exit 0
fi

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Python 3.11 or later is needed; name one with: make PYTHON=python3.11" >&2
    exit 1
}
[ -x "$venv/bin/python" ] || "$python" -m venv "$venv"

# pip brings uv, by its hashes too; uv brings the rest faster.
only_uv=$(mktemp)
trap 'rm -f "$only_uv"' EXIT
awk '/^uv==/ { on = 1 } on { print } on && !/\\$/ { exit }' requirements.txt >"$only_uv"
"$venv/bin/python" -m pip install --quiet --require-hashes -r "$only_uv"

editable=""
for member in $members; do editable="$editable -e $member"; done

with_uv() {
    "$venv/bin/uv" pip install --quiet --python "$venv/bin/python" "$@"
}
with_pip() {
    "$venv/bin/python" -m pip install --quiet "$@"
}

echo "Installing what requirements.txt names ..."
with_uv --require-hashes -r requirements.txt || {
    echo "uv could not; trying pip ..."
    with_pip --require-hashes -r requirements.txt
}
# shellcheck disable=SC2086  # one word for each member
with_uv --no-deps --no-build-isolation $editable || with_pip --no-deps --no-build-isolation $editable

fingerprint >"$stamp"
