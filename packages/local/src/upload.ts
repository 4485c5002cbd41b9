import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { batchFileKey } from "@paperledger/core/batch-files/object-keys";
import type { S3 } from "./clients.ts";
import { RAW_BUCKET } from "./laptop-names.ts";

/** Matches what SQLite and the system say of a full disk. */
const IS_FULL = /disk is full|no space left|ENOSPC|disk I\/O error/i;

/** Thrown if the laptop's S3 could not store a file. The message is one line. */
export class UploadError extends Error {
  override readonly name = "UploadError";

  constructor(name: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(
      `${name} cannot be kept in the data folder: ${why}. ${IS_FULL.test(why) ? "Free some space on its disk, and upload it again" : "Upload it again when that is fixed"}`,
      {
        cause,
      },
    );
  }
}

/** Returns two functions that put a batch file into the raw bucket. Both throw {@link UploadError} if S3 itself fails. */
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
    await kept(name, putBatchFile(s3, { bucket: RAW_BUCKET, key }, bytes, bytes.length));
    return key;
  },

  async uploadFile(path: string): Promise<string> {
    const key = newKey(basename(path));
    const { size } = await stat(path);
    await kept(path, putBatchFile(s3, { bucket: RAW_BUCKET, key }, createReadStream(path), size));
    return key;
  },
});

async function kept(name: string, put: Promise<unknown>): Promise<void> {
  try {
    await put;
  } catch (error) {
    throw isOfServer(error) ? new UploadError(name, error) : error;
  }
}

/** Tells whether an error is S3's own fault, and not the refusal of a request. */
const isOfServer = (error: unknown): boolean =>
  error instanceof Error && "$fault" in error && error.$fault === "server";

/** Returns a key that no upload had before. */
const newKey = (name: string) => batchFileKey(new Date(), randomUUID().slice(0, 8), name);
