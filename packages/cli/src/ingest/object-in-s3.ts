import { basename } from "node:path/posix";
import { buffer } from "node:stream/consumers";
import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { headBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** The object that `s3://bucket/key` names. */
export interface ObjectInS3 {
  readonly bucket: string;
  readonly key: string;
}

/**
 * Parses `s3://bucket/key`. Returns undefined for a path.
 *
 * @throws CommandError if bucket or key is missing
 */
export function objectInS3(text: string): ObjectInS3 | undefined {
  if (!text.startsWith("s3://")) return undefined;
  const { bucket, key } = /^s3:\/\/(?<bucket>[^/]+)\/(?<key>.+)$/su.exec(text)?.groups ?? {};
  if (bucket === undefined || key === undefined)
    throw new CommandError(
      EXIT.unusable,
      `${escapeForTerminal(text)} is not an object: give s3://BUCKET/KEY`,
    );
  return { bucket, key };
}

/**
 * Downloads an object of the laptop's own S3 into memory. That S3 holds its objects in memory anyway.
 *
 * @throws CommandError if there is no such object
 */
export async function downloadObject(
  { bucket, key }: ObjectInS3,
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly name: string; readonly content: Uint8Array }> {
  const client = s3Client(emulatedAt(environment.AWS_ENDPOINT_URL_S3 ?? ""));
  try {
    const { lastModifiedAt, ...found } = await headBatchFile(client, { bucket, key });
    const version = found.versionId ?? found.etag ?? "";
    const traceId = traceIdOf({ bucket, key, version, eventTimeMs: Date.parse(lastModifiedAt) });
    const body = await s3BatchFileStore({ client }).open({
      ...found,
      traceId,
      batchTimestamp: lastModifiedAt,
    });
    return { name: basename(key), content: await buffer(body) };
  } catch (error) {
    if (!(error instanceof BatchFileError)) throw error;
    throw new CommandError(
      EXIT.wrong,
      `there is no s3://${escapeForTerminal(bucket)}/${escapeForTerminal(key)} in this laptop's S3: the addresses of its batch files are in "./paperledger trace"`,
      { cause: error },
    );
  } finally {
    client.destroy();
  }
}
