#!/bin/sh
# Writes the lock files anew: hashes, no registry address, good for every Python from 3.11 on.
set -eu
cd "$(dirname "$0")"
for name in base dev; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --no-header --upgrade "$name.in" --output-file "$name.txt"
done
