import { rmSync } from "node:fs";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { createQueue, receiveMessages, sendMessage } from "@paperledger/aws/queues/queue";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import { openDataFolder } from "@paperledger/local/data-folder";
import { BACKFILL_QUEUE, UPLOADS_QUEUE } from "@paperledger/local/laptop-names";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runHere } from "../command.fixture.ts";
import { badNight } from "./bad-night.fixture.ts";

let dataDir: string;
beforeAll(async () => {
  ({ dataDir } = await badNight());
});
afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

/** Leaves messages in a data folder, as a laptop does if it stops while it processes the first upload. */
async function leaveWaiting(uploads: number, ofBackfill: number): Promise<void> {
  await using opened = new AsyncDisposableStack();
  const folder = openDataFolder(dataDir);
  opened.defer(async () => folder.release());
  const embedded = await startEmbeddedS3AndSqs({ dir: folder.path("s3-and-sqs") });
  opened.defer(embedded.stop);
  const sqs = sqsClient(emulatedAt(embedded.endpoint));
  opened.defer(async () => sqs.destroy());
  for (const [name, count] of [
    [UPLOADS_QUEUE, uploads],
    [BACKFILL_QUEUE, ofBackfill],
  ] as const) {
    const queue = await createQueue(sqs, name, { VisibilityTimeout: "900" });
    for (let nth = 0; nth < count; nth++) await sendMessage(sqs, queue.url, `message ${nth}`);
    await receiveMessages(sqs, queue, 1);
  }
}

test("status counts the uploads that wait in a folder at rest, and takes none of them", async () => {
  const status = (...args: readonly string[]) => runHere(["status", ...args, "--data", dataDir]);
  expect((await status()).stdout).toContain("No file waits for the processor.");
  await leaveWaiting(3, 2);
  // The second status shows that the first one took no message.
  for (let times = 0; times < 2; times++) {
    const { stdout } = await status();
    expect(stdout).toContain("Waiting for the processor: 3 uploads, 2 objects of a backfill.");
    expect(stdout).toContain("Nothing works on this folder now. They go on with: ./paperledger start");
  }
  expect((await status("--json")).json()).toMatchObject([
    {
      queues: [
        { queue: "uploads", waiting: 3, in_flight: 0 },
        { queue: "backfill", waiting: 2, in_flight: 0 },
      ],
    },
  ]);
});
