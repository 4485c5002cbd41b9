import { expect, test } from "vitest";
import * as z from "zod";
import { emulatedAt } from "../clients/clients.ts";
import { sqsClient } from "../clients/sqs-client.ts";
import { file } from "./batch-file.fixture.ts";
import { queueContinuations } from "./queue-continuations.ts";

const uploads = "https://sqs.eu-central-1.amazonaws.com/111122223333/uploads";
const backfill = "https://sqs.eu-central-1.amazonaws.com/111122223333/backfill";

test.each([
  ["arn:aws:sqs:eu-central-1:111122223333:backfill", backfill],
  ["arn:aws:sqs:eu-central-1:111122223333:uploads", uploads],
  ["arn:aws:sqs:eu-central-1:111122223333:another", uploads],
  [undefined, uploads],
])("a run from %s continues in %s", async (queueArn, expected) => {
  const client = sqsClient(emulatedAt("http://127.0.0.1:9"));
  const sent: unknown[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        sent.push(z.object({ QueueUrl: z.string() }).parse(input).QueueUrl);
        return { output: { $metadata: {}, MessageId: "1" }, response: {} };
      },
    { step: "initialize", priority: "high" },
  );
  await queueContinuations(client, [uploads, backfill]).handOn(
    { file, idleInvocations: 0, workedMs: 0 },
    queueArn,
  );
  expect(sent).toEqual([expected]);
});
