import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { listBatchFiles, type UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import {
  listNewestVersions,
  VersionsNotListedError,
} from "@paperledger/aws/batch-files/list-newest-versions";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { CommandError, EXIT } from "../command-error.ts";
import type { DeploymentClients } from "../deployments/deployment-clients.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { BackfillObject } from "./backfill-object.ts";

type S3 = DeploymentClients["s3"];

/**
 * Yields the objects of a bucket whose keys begin with the prefix, in order of their keys, each with its newest version. A public
 * data set denies the listing of versions. So objects of a bucket other than `rawBucket` have no version ids if this user may not
 * list them.
 *
 * @throws CommandError if this user may not list the objects, or may not list the versions in `rawBucket`. There the version id
 * tells which objects S3 announced
 */
export async function* objectsInBucket(
  s3: S3,
  {
    bucket,
    prefix,
    rawBucket,
  }: { readonly bucket: string; readonly prefix: string; readonly rawBucket: string },
): AsyncIterable<UploadedBatchFile> {
  try {
    yield* listNewestVersions(s3, bucket, prefix);
  } catch (error) {
    if (!(error instanceof VersionsNotListedError)) throw error;
    if (error.isDenied && bucket === rawBucket)
      throw new CommandError(EXIT.unusable, escapeForTerminal(error.message), { cause: error });
    yield* objectsWithoutVersions(s3, bucket, prefix);
  }
}

async function* objectsWithoutVersions(
  s3: S3,
  bucket: string,
  prefix: string,
): AsyncIterable<UploadedBatchFile> {
  try {
    yield* listBatchFiles(s3, bucket, prefix);
  } catch (error) {
    if (!(error instanceof Error && error.name === "AccessDenied")) throw error;
    throw new CommandError(
      EXIT.unusable,
      `the objects in ${escapeForTerminal(bucket)} cannot be listed: allow s3:ListBucket on it`,
      { cause: error },
    );
  }
}

/** Returns the URI of an object, as shown to people. */
export const uriOf = ({ bucket, key }: Pick<UploadedBatchFile, "bucket" | "key">): string =>
  `s3://${bucket}/${key}`;

/** Returns an object of a bucket in the form that the estimate reads. */
export function objectToSample(s3: S3, file: UploadedBatchFile): BackfillObject {
  const { bucket, key, sizeBytes, lastModifiedAt } = file;
  const version = file.versionId ?? file.etag ?? "";
  const traceId = traceIdOf({ bucket, key, version, eventTimeMs: Date.parse(lastModifiedAt) });
  return {
    name: uriOf(file),
    sizeBytes,
    identity: [bucket, key, version, sizeBytes],
    open: () => s3BatchFileStore({ client: s3 }).open({ ...file, traceId, batchTimestamp: lastModifiedAt }),
  };
}
