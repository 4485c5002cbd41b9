import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import { place } from "./place.ts";
import type { Settings } from "./settings.ts";
import type { Storage } from "./storage.ts";

/**
 * Returns a queue that brings batch files to the processor, and its dead-letter queue.
 *
 * A received message is hidden for the processor's timeout and two more minutes. So the run of a killed invocation resumes within 20
 * minutes. AWS advises six times the timeout. The description of the processor says why that advice is not followed.
 */
export function processorQueue(
  names: { readonly queue: string; readonly deadLetters: string },
  { timeoutSeconds }: Pick<Settings["processor"], "timeoutSeconds">,
) {
  const { retentionDays, hiddenBeyondTimeoutSeconds, deadLetters: givenUp } = PROCESSOR.trigger;
  const deadLetters = deadLetterQueue(names.deadLetters, givenUp);
  const queue = new sst.aws.Queue(names.queue, {
    visibilityTimeout: `${timeoutSeconds + hiddenBeyondTimeoutSeconds} seconds`,
    dlq: { queue: deadLetters.arn, retry: givenUp.afterReceives },
    transform: {
      queue: { messageRetentionSeconds: retentionDays * 24 * 60 * 60, sqsManagedSseEnabled: true },
    },
  });
  return { queue, deadLetters };
}

/**
 * Lets S3 announce the objects of a bucket to the queue.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html
 */
export function announceUploads(uploads: sst.aws.Queue, { raw }: Pick<Storage, "raw">): void {
  const { events, prefix } = PROCESSOR.trigger.queues.uploadsQueue.announced;
  const policy = new aws.sqs.QueuePolicy("UploadsPolicy", {
    queueUrl: uploads.url,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RawBucketAnnouncesUploads",
          Effect: "Allow",
          Principal: { Service: "s3.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: uploads.arn,
          Condition: {
            ArnEquals: { "aws:SourceArn": raw.arn },
            StringEquals: { "aws:SourceAccount": place().account },
          },
        },
      ],
    }),
  });
  new aws.s3.BucketNotification(
    "RawNotification",
    {
      bucket: raw.name,
      queues: [
        { id: "batch-file-created", queueArn: uploads.arn, events: [...events], filterPrefix: prefix },
      ],
    },
    { dependsOn: policy },
  );
}
