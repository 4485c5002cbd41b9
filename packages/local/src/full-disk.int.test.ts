import { setTimeout as wait } from "node:timers/promises";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { FileError } from "@paperledger/embedded/file-error";
import { expect, onTestFinished, test } from "vitest";
import { mountSmallDisk, NO_MOUNT } from "./files/small-disk.fixture.ts";
import type { Laptop } from "./laptop.ts";
import { startLaptop } from "./start-laptop.ts";
import { UploadError } from "./upload.ts";

const papers = (count: number) =>
  Array.from({ length: count }, (_, index) =>
    JSON.stringify({
      paper_id: `demo:${index}`,
      title: `Paper ${index}`,
      updated_at: "2024-05-01T00:00:00.000Z",
    }),
  ).join("\n");

const PAPERS = 1_500;

const eventsIn = async ({ ledger }: Laptop) => (await Array.fromAsync(ledger.eventLog.allEvents())).length;

/** The time for which the disk stays full. It is longer than the stream's retries and the processor's attempts take. */
const FULL_FOR_MS = 25_000;

test("a laptop whose disk is full for a while loses nothing, and goes on by itself once there is room", async (context) => {
  const disk = mountSmallDisk(48);
  if (!disk) return context.skip(NO_MOUNT);
  const problems: Error[] = [];
  const delivered = new Set<string>();
  const laptop = await startLaptop({
    dataDir: disk.folder,
    functionEnvironment: { BATCHES_IN_FLIGHT: "2" },
    onDelivery: ({ event_id }) => delivered.add(event_id),
    onProblem: (problem) => problems.push(problem),
    onLogLine: () => {},
  });
  onTestFinished(async () => {
    await laptop.stop();
    disk.unmount();
  });
  await laptop.upload({ name: "papers", content: papers(PAPERS) });
  while ((await eventsIn(laptop)) < 8) await wait(5);

  disk.fill();
  await wait(FULL_FOR_MS);
  await expect(laptop.upload({ name: "more", content: papers(25) })).rejects.toThrow(UploadError);
  disk.makeRoom();
  await laptop.quiet();

  const events = await Array.fromAsync(laptop.ledger.eventLog.allEvents());
  const batches = events.filter(({ type }) => type === "batch-done");
  expect((await verifyStatistics(laptop.ledger)).differences).toEqual([]);
  expect(events.at(-1)).toMatchObject({ type: "completed", data: { processed: PAPERS, upserted: PAPERS } });
  expect(delivered).toEqual(new Set(batches.map(({ metadata }) => metadata.event_id)));
  const ofTheDisk = problems.filter((problem) => problem instanceof FileError);
  expect(ofTheDisk.map(({ message }) => message)).toEqual([
    expect.stringMatching(
      /^\S+ cannot be written: no space left on device \(ENOSPC\)\. Free some space on its disk$/,
    ),
  ]);
});
