#!/bin/sh
# s3rver stores something else than the client sent, if the AWS SDK for JavaScript v3 uploads a stream. The SDK sends a stream in
# chunks with a checksum behind them. s3rver answers 200, and stores the lines of that encoding as part of the object. A string or a
# Buffer is stored as it is.
#
# S3 documents the encoding, with x-amz-content-sha256 set to STREAMING-UNSIGNED-PAYLOAD-TRAILER:
# https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-streaming-trailers.html
# The SDK sends a checksum unless requestChecksumCalculation is "WHEN_REQUIRED":
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-dataintegrity.html
#
# Seen with s3rver 3.7.1 and @aws-sdk/client-s3 3.1175.0 on Node.js 20.20.2 and 24.21.0, Linux:
#   Buffer: "paper"
#   stream: "5\r\npaper\r\n0\r\nx-amz-checksum-crc32:ThpgFg==\r\n\r\n"
#   stream, checksum only when required: "paper"
#
# Exits 0 if that is still so, and 1 if it has changed.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null 2>&1
npm install --no-audit --no-fund --loglevel=error -E s3rver@3.7.1 @aws-sdk/client-s3@3.1175.0 >/dev/null 2>&1

cat >try.mjs <<'JS'
import { Readable } from "node:stream";
import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import S3rver from "s3rver";

const Bucket = "papers";
const Key = "paper.xml";
const paper = Buffer.from("paper");
const server = new S3rver({
  address: "127.0.0.1",
  port: 0,
  silent: true,
  directory: "./data",
  configureBuckets: [{ name: Bucket }],
});
const { port } = await server.run();
for (const [name, body, options] of [
  ["Buffer", () => paper, {}],
  ["stream", () => Readable.from([paper]), {}],
  [
    "stream, checksum only when required",
    () => Readable.from([paper]),
    { requestChecksumCalculation: "WHEN_REQUIRED" },
  ],
]) {
  const client = new S3Client({
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "S3RVER", secretAccessKey: "S3RVER" },
    ...options,
  });
  await client.send(new PutObjectCommand({ Bucket, Key, Body: body(), ContentLength: paper.length }));
  const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
  console.log(`${name}: ${JSON.stringify(await Body.transformToString())}`);
}
process.exit(0);
JS

cat >expected <<'TEXT'
Buffer: "paper"
stream: "5\r\npaper\r\n0\r\nx-amz-checksum-crc32:ThpgFg==\r\n\r\n"
stream, checksum only when required: "paper"
TEXT
node --no-warnings try.mjs | tee found
cmp -s expected found || { echo "This has changed."; exit 1; }
