#!/bin/sh
# astrocite-ris, a reader of RIS, loses the whole name of an author if no space follows the comma: the author is an empty family name.
# With spaces, a name with a suffix is read in the wrong order: the suffix is the given name.
#
# RIS writes an author as Lastname, Firstname, Suffix, and its specification's own examples have no space after the comma:
# http://www.refman.com/support/risformat_tags_02.asp
#
# Seen with astrocite-ris 0.16.4 on Node.js 20.20.2 and 24.21.0, Linux:
#   Ashford, Beth: {"family":"Ashford","given":"Beth"}
#   Ashford,Beth: {"family":""}
#   Ashford, Beth, Jr.: {"family":"Ashford","given":"Jr.","suffix":"Beth"}
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E astrocite-ris@0.16.4 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { parse } from "astrocite-ris";

for (const name of ["Ashford, Beth", "Ashford,Beth", "Ashford, Beth, Jr."]) {
  const [{ author }] = parse(`TY  - JOUR\r\nAU  - ${name}\r\nTI  - A title\r\nER  - \r\n`);
  console.log(`${name}: ${author.map((each) => JSON.stringify(each)).join()}`);
}
JS

cat >expected <<'TEXT'
Ashford, Beth: {"family":"Ashford","given":"Beth"}
Ashford,Beth: {"family":""}
Ashford, Beth, Jr.: {"family":"Ashford","given":"Jr.","suffix":"Beth"}
TEXT
node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
