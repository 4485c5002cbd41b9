#!/bin/sh
# fast-xml-parser renames an element without an error if its name is that of a member of every JavaScript object: it reads
# <toString> as <__toString>, and its own builder also writes <__toString>. Its option htmlEntities decodes some of HTML's named
# entities and leaves others as they are written, also common ones of papers such as &eacute; and &alpha;.
#
# Both are on well-formed input. A reader that looks for an element by its name does not find it, and a title keeps "&eacute;".
#
# Seen with fast-xml-parser 5.12.1 on Node.js 20.20.2 and 24.21.0, Linux:
#   read: {"paper":{"__toString":"kept","__valueOf":"kept","title":"ok"}}
#   written again: <paper><__toString>kept</__toString><__valueOf>kept</__valueOf><title>ok</title></paper>
#   entities: decoded euro ndash copy, left eacute alpha ouml
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E fast-xml-parser@5.12.1 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { XMLBuilder, XMLParser } from "fast-xml-parser";

const parser = new XMLParser({ htmlEntities: true });
const read = parser.parse("<paper><toString>kept</toString><valueOf>kept</valueOf><title>ok</title></paper>");
console.log(`read: ${JSON.stringify(read)}`);
console.log(`written again: ${new XMLBuilder().build(read)}`);
const names = ["euro", "ndash", "copy", "eacute", "alpha", "ouml"];
const isDecoded = (name) => parser.parse(`<t>&${name};</t>`).t !== `&${name};`;
const decoded = names.filter(isDecoded);
const left = names.filter((name) => !isDecoded(name));
console.log(`entities: decoded ${decoded.join(" ")}, left ${left.join(" ")}`);
JS

cat >expected <<'TEXT'
read: {"paper":{"__toString":"kept","__valueOf":"kept","title":"ok"}}
written again: <paper><__toString>kept</__toString><__valueOf>kept</__valueOf><title>ok</title></paper>
entities: decoded euro ndash copy, left eacute alpha ouml
TEXT
node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
