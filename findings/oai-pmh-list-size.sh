#!/bin/sh
# oai-pmh, a client for harvesting, ends a harvest before the last page if a repository's count of its records is too low. It adds the
# page's length to the token's cursor, and if the sum reaches completeListSize, it ignores the resumptionToken that is on the page. The
# records of the pages that follow are lost without an error.
#
# The protocol says that completeListSize may be an estimate and may change during a harvest. A harvest ends where the token is empty:
# https://www.openarchives.org/OAI/openarchivesprotocol.html#FlowControl
#
# Seen with oai-pmh 2.0.3 on Node.js 20.20.2, Linux. Three pages of two records; the first two pages estimate 4, the last says 6:
#   with an estimate: 1 2 3 4
#   without the attribute: 1 2 3 4 5 6
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E oai-pmh@2.0.3 node@20.20.2 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { once } from "node:events";
import { createServer } from "node:http";
import oai from "oai-pmh";

const record = (id) =>
  `<record><header><identifier>${id}</identifier><datestamp>2024-01-01</datestamp></header><metadata/></record>`;
const pageOf = (records, token) => `<?xml version="1.0" encoding="UTF-8"?>
<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/">
  <responseDate>2024-01-01T00:00:00Z</responseDate>
  <request verb="ListRecords">http://127.0.0.1/</request>
  <ListRecords>${records.map(record).join("")}${token}</ListRecords>
</OAI-PMH>`;
const pages = (sizeOf) => ({
  first: pageOf([1, 2], `<resumptionToken cursor="0"${sizeOf(4)}>second</resumptionToken>`),
  second: pageOf([3, 4], `<resumptionToken cursor="2"${sizeOf(4)}>third</resumptionToken>`),
  third: pageOf([5, 6], `<resumptionToken cursor="4"${sizeOf(6)}/>`),
});

for (const [name, answers] of [
  ["with an estimate", pages((size) => ` completeListSize="${size}"`)],
  ["without the attribute", pages(() => "")],
]) {
  const server = createServer(({ url }, response) => {
    const token = new URL(url, "http://127.0.0.1").searchParams.get("resumptionToken") ?? "first";
    response.end(answers[token]);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new oai.OaiPmh(`http://127.0.0.1:${server.address().port}/`);
  const identifiers = [];
  for await (const { header } of client.listRecords({ metadataPrefix: "oai_dc" })) identifiers.push(header.identifier);
  console.log(`${name}: ${identifiers.join(" ")}`);
  server.close();
}
process.exit(0);
JS

cat >expected <<'TEXT'
with an estimate: 1 2 3 4
without the attribute: 1 2 3 4 5 6
TEXT
# oai-pmh loads its code with the package esm, which Node.js 24 cannot run.
node_modules/node/bin/node --no-warnings try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
