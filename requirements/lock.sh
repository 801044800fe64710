#!/bin/sh
# Makes the lock files anew from the .in files; needs `uv`. No address of any index is recorded.
set -eu
cd "$(dirname -- "$0")"
for name in base dev node; do
    constraint=''
    [ "$name" = dev ] && constraint='--constraint base.txt'
    # shellcheck disable=SC2086
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
        --no-annotate --no-emit-index-url --no-emit-find-links $constraint \
        --output-file "$name.txt" "$name.in"
done
