#!/bin/sh
# nanotar loses every file of an archive that begins with a volume label, and says nothing. GNU tar writes a label with --label, and
# its header has no size. nanotar takes the size of the label as NaN, and ends there.
#
# A label's size is zero, and it may be the first entry of an archive:
# https://www.gnu.org/software/tar/manual/html_node/Extensions.html (GNUTYPE_VOLHDR)
#
# Seen with nanotar 0.3.0 and tar 7.5.23 on Node.js 24.21.0, and GNU tar 1.34, Linux. The package tar finds all files:
#   without a label: nanotar finds works-1.json works-2.json; tar finds works-1.json works-2.json
#   with a label: nanotar finds no file; tar finds works-1.json works-2.json
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E nanotar@0.3.0 tar@7.5.23 node@24.21.0 >/dev/null 2>&1
echo '{"doi":"10.5072/1"}' >works-1.json
echo '{"doi":"10.5072/2"}' >works-2.json
tar --format=gnu -cf without.tar works-1.json works-2.json
tar --format=gnu --label=works -cf with.tar works-1.json works-2.json

cat >try.mjs <<'JS'
import { readFileSync } from "node:fs";
import { parseTar } from "nanotar";
import { list } from "tar";

const shown = (names) => (names.length === 0 ? "no file" : names.join(" "));
for (const kind of ["without", "with"]) {
  const files = parseTar(Uint8Array.from(readFileSync(`${kind}.tar`))).filter(({ type }) => type === "file");
  const names = [];
  list({
    sync: true,
    file: `${kind}.tar`,
    onReadEntry: ({ path, type }) => type === "File" && names.push(path),
  });
  console.log(`${kind} a label: nanotar finds ${shown(files.map(({ name }) => name))}; tar finds ${shown(names)}`);
}
JS

cat >expected <<'TEXT'
without a label: nanotar finds works-1.json works-2.json; tar finds works-1.json works-2.json
with a label: nanotar finds no file; tar finds works-1.json works-2.json
TEXT
node_modules/node/bin/node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
