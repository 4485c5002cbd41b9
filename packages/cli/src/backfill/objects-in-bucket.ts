import { s3BatchFileStore } from "@paperledger/aws/batch-files/batch-file-store";
import { listBatchFiles, type UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import type { S3 } from "@paperledger/local/clients";
import type { BackfillObject } from "./backfill-object.ts";

/** Lists the objects of a bucket whose keys begin with the prefix, in order of their keys. */
export const objectsInBucket = (s3: S3, bucket: string, prefix: string): Promise<BackfillObject[]> =>
  Array.fromAsync(listBatchFiles(s3, bucket, prefix), (file) => objectOf(s3, file));

function objectOf(s3: S3, file: UploadedBatchFile): BackfillObject {
  const { bucket, key, sizeBytes, lastModifiedAt } = file;
  const version = file.versionId ?? file.etag ?? "";
  const traceId = traceIdOf({ bucket, key, version, eventTimeMs: Date.parse(lastModifiedAt) });
  return {
    name: `s3://${bucket}/${key}`,
    sizeBytes,
    identity: [bucket, key, version, sizeBytes],
    open: () => s3BatchFileStore({ client: s3 }).open({ ...file, traceId, batchTimestamp: lastModifiedAt }),
  };
}
