import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import type { S3 } from "./clients.ts";
import { RAW_BUCKET, RAW_PREFIX } from "./laptop-names.ts";

/** The two ways to put a batch file into the raw bucket. */
export const uploadsTo = (s3: S3) => ({
  async upload({
    name,
    content,
  }: {
    readonly name: string;
    readonly content: Uint8Array | string;
  }): Promise<string> {
    const key = newKey(name);
    const bytes = Buffer.from(content);
    await putBatchFile(s3, { bucket: RAW_BUCKET, key }, bytes, bytes.length);
    return key;
  },

  async uploadFile(path: string): Promise<string> {
    const key = newKey(basename(path));
    const { size } = await stat(path);
    await putBatchFile(s3, { bucket: RAW_BUCKET, key }, createReadStream(path), size);
    return key;
  },
});

/** A key that no upload had before: `raw-data/YYYY-MM-DD/papers-<8 hex digits>-<name>`. */
const newKey = (name: string) =>
  `${RAW_PREFIX}${new Date().toISOString().slice(0, 10)}/papers-${randomUUID().slice(0, 8)}-${name}`;
