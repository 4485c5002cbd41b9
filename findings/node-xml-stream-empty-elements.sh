#!/bin/sh
# node-xml-stream adds the slash of an empty element to the value of its last attribute, or to its name if it has none. It also sends
# no event for the element's end. So an Atom feed's <link href="..."/> has a wrong address, without an error.
#
# XML ends an empty element with />: https://www.w3.org/TR/xml/#sec-starttags
#
# Seen with node-xml-stream 1.0.2 on Node.js 20.20.2 and 24.21.0, Linux. saxes 6.0.0 reads the same text:
#   node-xml-stream: entry {}, link {"href":"https://example.org/abs/1/"}, br/ {}, end of entry
#   saxes: entry {}, link {"href":"https://example.org/abs/1"}, end of link, br {}, end of br, end of entry
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E node-xml-stream@1.0.2 saxes@6.0.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { once } from "node:events";
import NodeXmlStream from "node-xml-stream";
import { SaxesParser } from "saxes";

const xml = '<entry><link href="https://example.org/abs/1"/><br/></entry>';

const stream = new NodeXmlStream();
const told = [];
stream.on("opentag", (name, attributes) => told.push(`${name} ${JSON.stringify(attributes)}`));
stream.on("closetag", (name) => told.push(`end of ${name}`));
stream.end(xml);
await once(stream, "finish");
console.log(`node-xml-stream: ${told.join(", ")}`);

const parser = new SaxesParser();
const right = [];
parser.on("opentag", ({ name, attributes }) => right.push(`${name} ${JSON.stringify(attributes)}`));
parser.on("closetag", ({ name }) => right.push(`end of ${name}`));
parser.write(xml).close();
console.log(`saxes: ${right.join(", ")}`);
JS

cat >expected <<'TEXT'
node-xml-stream: entry {}, link {"href":"https://example.org/abs/1/"}, br/ {}, end of entry
saxes: entry {}, link {"href":"https://example.org/abs/1"}, end of link, br {}, end of br, end of entry
TEXT
node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
