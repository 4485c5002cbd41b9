#!/bin/sh
# fauxqs loses objects when a client lists a bucket in several pages. It sorts keys as a dictionary does (arxiv before PMC). But to
# find the next page, it compares keys by their character codes (PMC before arxiv). A key that comes after the page's last key in the
# first order, and before it in the second, is on no page. No request fails, and the last page says that the list is complete.
#
# S3 lists the keys of a general purpose bucket in lexicographical order, and all pages together hold every key:
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
# A page holds 1,000 keys unless the client asks for fewer. Here a page holds one key, so that three objects are enough.
#
# Seen with fauxqs 2.4.1 and @aws-sdk/client-s3 3.1175.0 on Node.js 24.21.0, Linux:
#   in one page: arxiv/1.xml PMC/2.xml zenodo/3.xml
#   one key a page: arxiv/1.xml zenodo/3.xml
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E fauxqs@2.4.1 @aws-sdk/client-s3@3.1175.0 node@24.21.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { CreateBucketCommand, paginateListObjectsV2, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";

const server = await startFauxqs({ port: 0, host: "127.0.0.1", logger: false });
const client = new S3Client({
  endpoint: `http://127.0.0.1:${server.port}`,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "any", secretAccessKey: "any" },
});
const Bucket = "papers";
await client.send(new CreateBucketCommand({ Bucket }));
for (const Key of ["arxiv/1.xml", "PMC/2.xml", "zenodo/3.xml"])
  await client.send(new PutObjectCommand({ Bucket, Key, Body: "paper" }));

async function keysInPagesOf(pageSize) {
  const keys = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client, pageSize }, { Bucket }))
    keys.push(...Contents.map(({ Key }) => Key));
  return keys.join(" ");
}
console.log(`in one page: ${await keysInPagesOf(1_000)}`);
console.log(`one key a page: ${await keysInPagesOf(1)}`);
process.exit(0);
JS

cat >expected <<'TEXT'
in one page: arxiv/1.xml PMC/2.xml zenodo/3.xml
one key a page: arxiv/1.xml zenodo/3.xml
TEXT
# fauxqs needs node:sqlite, which Node.js 20 does not have.
node_modules/node/bin/node try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
