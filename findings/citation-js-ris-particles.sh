#!/bin/sh
# Citation.js writes RIS without the particles of a name. "van" or "de la" is lost, and the reader of the RIS file gets another family
# name. A suffix such as "Jr." is written.
#
# In CSL-JSON, a non-dropping particle always stands with the family name:
# https://docs.citationstyles.org/en/stable/specification.html#names (name particles)
# In RIS, the last name of AU may consist of several words: http://www.refman.com/support/risformat_tags_02.asp
#
# Seen with @citation-js/core 0.9.0 and @citation-js/plugin-ris 0.8.2 on Node.js 24.21.0, Linux:
#   {"given":"Ada","non-dropping-particle":"van","family":"Example"}: AU  - Example, Ada
#   {"given":"Ada","dropping-particle":"de la","family":"Example"}: AU  - Example, Ada
#   {"given":"Ada","family":"Example","suffix":"Jr."}: AU  - Example, Ada, Jr.
#   {"given":"Ada","family":"van Example"}: AU  - van Example, Ada
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error --legacy-peer-deps -E @citation-js/core@0.9.0 \
  @citation-js/plugin-ris@0.8.2 node@24.21.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { Cite } from "@citation-js/core";
import "@citation-js/plugin-ris";

for (const author of [
  { given: "Ada", "non-dropping-particle": "van", family: "Example" },
  { given: "Ada", "dropping-particle": "de la", family: "Example" },
  { given: "Ada", family: "Example", suffix: "Jr." },
  { given: "Ada", family: "van Example" },
]) {
  const paper = { type: "article-journal", id: "paper", title: "A title", author: [author] };
  const line = new Cite([paper]).format("ris").split("\n").find((each) => each.startsWith("AU"));
  console.log(`${JSON.stringify(author)}: ${line.trimEnd()}`);
}
JS

cat >expected <<'TEXT'
{"given":"Ada","non-dropping-particle":"van","family":"Example"}: AU  - Example, Ada
{"given":"Ada","dropping-particle":"de la","family":"Example"}: AU  - Example, Ada
{"given":"Ada","family":"Example","suffix":"Jr."}: AU  - Example, Ada, Jr.
{"given":"Ada","family":"van Example"}: AU  - van Example, Ada
TEXT
# @citation-js/core needs Node.js 22 or later.
node_modules/node/bin/node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
