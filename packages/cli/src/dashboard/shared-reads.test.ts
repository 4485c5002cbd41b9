import { setTimeout as wait } from "node:timers/promises";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { expect, test } from "vitest";
import * as z from "zod";
import { type OpenForReading, type SharedReadsOptions, sharedReads } from "./shared-reads.ts";

const LEDGER = z.custom<ReadSide>(() => true).parse({});

/** Returns reads of a ledger that notes when it is opened and closed. */
function reads(options: SharedReadsOptions = {}, explain = (error: unknown) => error) {
  const told: string[] = [];
  const open: OpenForReading = async (use) => {
    told.push("opened");
    try {
      await use(LEDGER);
    } catch (error) {
      throw explain(error);
    } finally {
      told.push("closed");
    }
  };
  return { told, ...sharedReads(open, { idleMs: 5, ...options }) };
}

test("reads at the same time share a ledger, which is closed when nobody reads it any more", async () => {
  const { read, told } = reads();
  await Promise.all([read(async () => wait(20)), read(async () => wait(5)), read(async () => 1)]);
  expect(told).toEqual(["opened"]);
  await expect.poll(() => told).toEqual(["opened", "closed"]);
  await read(async () => 1);
  expect(told).toEqual(["opened", "closed", "opened"]);
});

test("a read that fails gets its error as the opener explains it, after the others have read", async () => {
  const { read, told } = reads({}, (error) => new Error(`explained: ${String(error)}`));
  const other = Promise.withResolvers<string>();
  const slow = read(() => other.promise);
  const failing = read(() => Promise.reject(new Error("denied")));
  failing.catch(() => told.push("told"));
  await wait(20);
  expect(told).toEqual(["opened"]);
  other.resolve("whole");
  expect(await slow).toBe("whole");
  await expect(failing).rejects.toThrow("explained: Error: denied");
  expect(told).toEqual(["opened", "closed", "told"]);
});

test("a ledger that somebody reads all the time is closed now and then, so that a laptop can start", async () => {
  const { read, told } = reads({ idleMs: 60_000, longestMs: 30, restMs: 1 });
  const closes = () => told.filter((each) => each === "closed").length;
  for (let reads = 0; closes() < 2 && reads < 2_000; reads++) await read(() => wait(5));
  expect(told.slice(0, 4)).toEqual(["opened", "closed", "opened", "closed"]);
});

test("while the ledger is paused nobody reads, and what is read is read to its end first", async () => {
  const { read, pausedWhile, told } = reads();
  const slow = read(() => wait(20)).then(() => told.push("read"));
  await wait(1);
  const paused = pausedWhile(async () => {
    told.push("paused");
    await wait(10);
    told.push("done");
  });
  const after = read(async () => told.push("read after"));
  await Promise.all([slow, paused, after]);
  expect(told.filter((each) => each !== "opened" && each !== "closed")).toEqual([
    "read",
    "paused",
    "done",
    "read after",
  ]);
});

test("a ledger that cannot be opened fails the read alone, and is opened by the next one", async () => {
  let isThere = false;
  const { read } = sharedReads(async (use) => {
    if (!isThere) throw new Error("no ledger");
    await use(LEDGER);
  });
  await expect(read(async () => 1)).rejects.toThrow("no ledger");
  isThere = true;
  // By now, an unhandled error would have ended the process.
  await wait(1);
  expect(await read(async () => 1)).toBe(1);
});

test.each(["while the ledger is paused", "while the ledger is opened"])(
  "a read that waits %s ends when it is stopped, and leaves nothing open",
  async (when) => {
    const stop = new AbortController();
    const other = Promise.withResolvers<void>();
    const told: string[] = [];
    const { read, pausedWhile } = sharedReads(
      async (use) => {
        await other.promise;
        told.push("opened");
        await use(LEDGER);
        told.push("closed");
      },
      { idleMs: 5 },
    );
    const paused = when.includes("paused") ? pausedWhile(() => other.promise) : undefined;
    const reading = read(async () => told.push("read"), stop.signal);
    stop.abort();
    await expect(reading).rejects.toThrow("stopped while other work had the data folder");
    other.resolve();
    await paused;
    await read(async () => told.push("read after"));
    await expect.poll(() => told).toEqual(["opened", "read after", "closed"]);
  },
);

test("a pause that waits for a long read ends when it is stopped, and reads wait until the long one has ended", async () => {
  const { read, pausedWhile, told } = reads();
  const long = Promise.withResolvers<void>();
  const reading = read(() => long.promise);
  await expect.poll(() => told).toEqual(["opened"]);
  const stop = new AbortController();
  const paused = pausedWhile(async () => told.push("paused"), stop.signal);
  stop.abort();
  await expect(paused).rejects.toThrow("stopped while other work had the data folder");
  const after = read(async () => told.push("read after"));
  await wait(5);
  long.resolve();
  await Promise.all([reading, after]);
  expect(told.slice(0, 4)).toEqual(["opened", "closed", "opened", "read after"]);
});
