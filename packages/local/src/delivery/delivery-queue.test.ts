import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileError } from "@paperledger/embedded/file-error";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { fillDisk, takeRoom } from "../files/full-disk.fixture.ts";
import { type DeliveryQueueOptions, openDeliveryQueue } from "./delivery-queue.ts";

/** Long enough for a busy machine. */
const SOON = { timeout: 30_000 };

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "paperledger-queue-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

function queueIn(folder: string, options: Partial<DeliveryQueueOptions> = {}) {
  const delivered: unknown[] = [];
  const stored: unknown[] = [];
  const problems: Error[] = [];
  const queue = openDeliveryQueue({
    name: "queue",
    folder,
    maximumAgeMs: 60_000,
    retryDelayMs: (failures) => (failures > 2 ? undefined : 1),
    attempt: async ({ payload }) => void delivered.push(payload),
    giveUp: async ({ payload }) => void stored.push(payload),
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  onTestFinished(() => queue.stop());
  return { ...queue, delivered, stored, problems };
}

describe("on a full disk", () => {
  test("nothing is accepted, and the sender gets an error, until there is room", async () => {
    const folder = newFolder();
    const { accept, idle, delivered } = queueIn(folder);
    const disk = fillDisk(folder);
    expect(() => accept("a")).toThrow(FileError);
    disk.makeRoom();
    accept("a");
    await idle();
    expect(delivered).toEqual(["a"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a failure that cannot be stored uses up no attempt, and the delivery continues when there is room", async () => {
    const folder = newFolder();
    let works = false;
    const { accept, idle, stored, problems } = queueIn(folder, {
      async attempt() {
        if (!works) throw new Error("not now");
      },
    });
    accept("a");
    const disk = fillDisk(folder);
    await expect.poll(() => disk.refusals, SOON).toBeGreaterThan(3);
    expect(problems.every((problem) => problem instanceof FileError)).toBe(true);
    expect(readdirSync(folder)).toHaveLength(1);
    works = true;
    disk.makeRoom();
    await idle();
    expect(stored).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

test("while the disk is nearly full, failures are not counted, although they could be stored", async () => {
  const folder = newFolder();
  let attempts = 0;
  const { accept, idle, stored, problems } = queueIn(folder, {
    async attempt({ failures }) {
      expect(failures).toBe(0);
      if (attempts++ < 4) throw new Error("not now");
    },
  });
  accept("a");
  const disk = takeRoom(folder);
  await expect.poll(() => attempts, SOON).toBeGreaterThan(3);
  disk.makeRoom();
  await idle();
  expect(stored).toEqual([]);
  expect(problems[0]?.message).toContain(`${folder} cannot be written: no space left on device`);
});

test("a delivery that can neither be delivered nor given up stays, also on the disk, until either succeeds", async () => {
  const folder = newFolder();
  let works = false;
  const { accept, idle, delivered, problems } = queueIn(folder, {
    async attempt({ payload }) {
      if (!works) throw new Error("no receiver");
      delivered.push(payload);
    },
    giveUp: () => Promise.reject(new Error("no dead letter queue")),
  });
  accept("a");
  await expect.poll(() => problems.length, SOON).toBeGreaterThan(2);
  expect(problems.map(({ cause }) => cause)).toContainEqual(new Error("no dead letter queue"));
  expect(readdirSync(folder)).toHaveLength(1);
  works = true;
  await idle();
  expect(delivered).toEqual(["a"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("whatever fails, and whatever files the next start finds, each accepted payload is delivered or stored", async () => {
  const faults = fc.record({
    attempts: fc.array(fc.boolean(), { maxLength: 12 }),
    giveUps: fc.array(fc.boolean(), { maxLength: 4 }),
    writes: fc.array(fc.boolean(), { maxLength: 8 }),
    payloads: fc.integer({ min: 1, max: 4 }),
    restarts: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(faults, async ({ attempts, giveUps, writes, payloads, restarts }) => {
      const folder = newFolder();
      const [attemptFails, giveUpFails, writeFails] = [attempts, giveUps, writes].map((list) => [...list]);
      const done: unknown[] = [];
      const step = (fails: boolean[] | undefined) => async (delivery: { readonly payload: unknown }) => {
        if (fails?.shift()) throw new Error("a fault");
        done.push(delivery.payload);
      };
      const options = { attempt: step(attemptFails), giveUp: step(giveUpFails) };
      const disk = fillDisk(folder, () => writeFails?.shift() ?? false);
      const first = queueIn(folder, options);
      const accepted: number[] = [];
      for (let payload = 0; payload < payloads; payload++) {
        try {
          first.accept(payload);
          accepted.push(payload);
        } catch {}
      }
      if (restarts) await first.stop();
      await (restarts ? queueIn(folder, options) : first).idle();
      disk.makeRoom();
      expect(new Set(done)).toEqual(new Set(accepted));
      expect(readdirSync(folder)).toEqual([]);
    }),
    { numRuns: 40 },
  );
});
