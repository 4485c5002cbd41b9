#!/bin/sh
# s3rver answers two kinds of byte ranges with other bytes than were asked for, and with a 206, as if they were right. For the last
# N bytes (bytes=-N) it sends the first N + 1. For the first byte alone (bytes=0-0) it sends the whole object.
#
# S3 takes the Range header of HTTP, where both ranges are valid: https://www.rfc-editor.org/rfc/rfc9110#section-14.1.2 and
# https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
# A reader that takes an archive's index from its end reads the archive's beginning instead.
#
# Seen with s3rver 3.7.1 and @aws-sdk/client-s3 3.1175.0 on Node.js 20.20.2 and 24.21.0, Linux. The object is 0123456789:
#   bytes=7-9: 206 789 (bytes 7-9/10)
#   bytes=-3: 206 0123 (bytes 0-3/10)
#   bytes=0-0: 206 0123456789 (bytes 0-9/10)
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E s3rver@3.7.1 @aws-sdk/client-s3@3.1175.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import S3rver from "s3rver";

const Bucket = "papers";
const Key = "dump";
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: "./data",
  configureBuckets: [{ name: Bucket }],
});
const { port } = await server.run();
const client = new S3Client({
  endpoint: `http://127.0.0.1:${port}`,
  region: "us-east-1",
  forcePathStyle: true,
  credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
});
await client.send(new PutObjectCommand({ Bucket, Key, Body: "0123456789" }));
for (const Range of ["bytes=7-9", "bytes=-3", "bytes=0-0"]) {
  const { $metadata, Body, ContentRange } = await client.send(new GetObjectCommand({ Bucket, Key, Range }));
  console.log(`${Range}: ${$metadata.httpStatusCode} ${await Body.transformToString()} (${ContentRange})`);
}
process.exit(0);
JS

cat >expected <<'TEXT'
bytes=7-9: 206 789 (bytes 7-9/10)
bytes=-3: 206 0123 (bytes 0-3/10)
bytes=0-0: 206 0123456789 (bytes 0-9/10)
TEXT
node --no-warnings try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
