#!/bin/sh
# doi-utils does not decode a DOI that it takes out of a URL. The result is another DOI than the one that the URL stands for, and the
# function that checks DOIs refuses it. The same paper then has two ids.
#
# In a URL, characters such as < and [ of a DOI are written in hexadecimal:
# https://www.doi.org/doi-handbook/HTML/encoding-rules-for-urls.html
# DOIs that contain a SICI, such as the one here, have such characters.
#
# Seen with doi-utils 2.0.6 on Node.js 20.20.2 and 24.21.0, Linux. doi-ts 0.1.10 decodes it:
#   doi-utils: 10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O
#   doi-ts: 10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O
#   doi-utils says that its own result is valid: false
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E doi-utils@2.0.6 doi-ts@0.1.10 fp-ts@2.16.11 >/dev/null 2>&1

cat >try.mjs <<'JS'
import doiTs from "doi-ts";
import { normalize, validate } from "doi-utils";

const url = "https://doi.org/10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O";
console.log(`doi-utils: ${normalize(url)}`);
console.log(`doi-ts: ${doiTs.parse(url).value}`);
console.log(`doi-utils says that its own result is valid: ${validate(normalize(url))}`);
JS

cat >expected <<'TEXT'
doi-utils: 10.1002/(SICI)1097-4571(199806)49:8%3C693::AID-ASI4%3E3.0.CO;2-O
doi-ts: 10.1002/(SICI)1097-4571(199806)49:8<693::AID-ASI4>3.0.CO;2-O
doi-utils says that its own result is valid: false
TEXT
node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
