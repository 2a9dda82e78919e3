#!/bin/sh
# What `make demo` runs: deploy examples/hello to the local AWS, invoke it, apply again, take it away again.
set -eu
cd "$(dirname "$0")/hello"
trap 'touchdown local stop >/dev/null 2>&1' EXIT

run() {
    printf '\n$ touchdown %s\n' "$*"
    touchdown "$@"
}

run --local --yes apply
run --local invoke hello_world --payload '{"name": "Ada"}'
run --local --yes apply
run --local --yes destroy
