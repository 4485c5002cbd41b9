import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { requestGate } from "./request-gate.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const clock = {
  nowMs: () => Date.now(),
  wait: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** Returns a table that allows this many units a second, and saves unused units for `burstMs`. */
function allowance({ unitsPerSecond, burstMs }: { unitsPerSecond: number; burstMs: number }) {
  let units = (unitsPerSecond * burstMs) / 1_000;
  let atMs = Date.now();
  return {
    take(count: number): boolean {
      const most = (unitsPerSecond * burstMs) / 1_000;
      units = Math.min(most, units + ((Date.now() - atMs) * unitsPerSecond) / 1_000);
      atMs = Date.now();
      if (units < count) return false;
      units -= count;
      return true;
    },
    change(next: number) {
      unitsPerSecond = next;
    },
  };
}

const BATCH = 25;
const UNITS_A_PAPER = 6;
const LATENCY_MS = 8;
const maxInFlight = 16;

/** Writes papers in batches for `ms`, sixteen batches at once, and retries what was throttled. Returns the counts. */
async function writeFor(ms: number, table: ReturnType<typeof allowance>) {
  const counts = { written: 0, throttled: 0, papersBegun: 0 };
  const gate = requestGate({ maxInFlight, clock });
  const endsAtMs = Date.now() + ms;
  const writer = async () => {
    while (Date.now() < endsAtMs) {
      counts.papersBegun += BATCH;
      let left = BATCH;
      while (left > 0 && Date.now() < endsAtMs) {
        const asked = left;
        left = await gate.send(
          async () => {
            await clock.wait(LATENCY_MS);
            let refused = 0;
            for (let paper = 0; paper < asked; paper++) if (!table.take(UNITS_A_PAPER)) refused++;
            return refused;
          },
          (refused) => refused / asked,
        );
        counts.throttled += left;
        counts.written += asked - left;
        if (left > 0) await clock.wait(25);
      }
    }
  };
  const writers = Array.from({ length: maxInFlight }, writer);
  await vi.advanceTimersByTimeAsync(ms + 60_000);
  await Promise.all(writers);
  return { ...counts, limit: gate.limit };
}

describe("a table's allowance", () => {
  test.each([
    [1_000, 1],
    [1_000, 5],
    [4_000, 0.5],
    [4_000, 1],
    [40_000, 1],
    [400_000, 1],
  ])(
    "of %i units a second, which saves %f s of them, is used to nine tenths without a storm of retries",
    async (unitsPerSecond, burstS) => {
      const seconds = 60;
      const table = allowance({ unitsPerSecond, burstMs: burstS * 1_000 });
      const { written, throttled } = await writeFor(seconds * 1_000, table);
      const most = (1_000 / LATENCY_MS) * BATCH * maxInFlight * UNITS_A_PAPER;
      const used = (written * UNITS_A_PAPER) / (Math.min(unitsPerSecond, most) * seconds);
      expect(used).toBeGreaterThan(0.9);
      expect(throttled / written).toBeLessThan(0.2);
    },
  );

  test("that grows is used soon", async () => {
    const table = allowance({ unitsPerSecond: 4_000, burstMs: 1_000 });
    setTimeout(() => table.change(8_000), 30_000);
    const { written } = await writeFor(120_000, table);
    expect((written * UNITS_A_PAPER) / (4_000 * 30 + 8_000 * 90)).toBeGreaterThan(0.9);
  });

  test("of zero units gets at most two requests a second", async () => {
    const { written, throttled } = await writeFor(60_000, allowance({ unitsPerSecond: 0, burstMs: 0 }));
    expect(written).toBe(0);
    // About two throttled batches a second, and more in the first seconds.
    expect(throttled / BATCH).toBeLessThan(200);
  });

  test("that was zero for a minute is used again within two minutes", async () => {
    const table = allowance({ unitsPerSecond: 0, burstMs: 1_000 });
    setTimeout(() => table.change(40_000), 60_000);
    const { limit } = await writeFor(180_000, table);
    expect(limit).toBeGreaterThan(2);
  });
});

test("requests to a table that never throttles are never delayed", async () => {
  const gate = requestGate({ maxInFlight: 3, clock });
  let underWay = 0;
  let most = 0;
  const request = async () => {
    most = Math.max(most, ++underWay);
    await clock.wait(10);
    underWay--;
  };
  const all = Promise.all(Array.from({ length: 9 }, () => gate.send(request, () => 0)));
  await vi.advanceTimersByTimeAsync(30);
  await all;
  expect(most).toBe(3);
  expect(gate.limit).toBe(3);
});

test("a slow table that allows nothing still gets a request a second after each answer", async () => {
  const SLOW_MS = 400;
  const gate = requestGate({ maxInFlight: 1, clock });
  const sentAt: number[] = [];
  const asking = (async () => {
    while (sentAt.length < 20)
      await gate.send(
        () => {
          sentAt.push(Date.now());
          return clock.wait(SLOW_MS);
        },
        () => 1,
      );
  })();
  await vi.advanceTimersByTimeAsync(60_000);
  await asking;
  // At a limit of 1/64, the rest would be 63 times as long as a request if it were not capped.
  const gaps = sentAt.slice(10).map((ms, index) => ms - (sentAt[9 + index] ?? 0));
  expect(gaps).toEqual(Array(10).fill(SLOW_MS + 1_000));
});

test("an error is thrown, frees its place, and does not change the limit", async () => {
  const gate = requestGate({ maxInFlight: 1, clock });
  const broken = gate.send(
    () => Promise.reject(new Error("gone")),
    () => 1,
  );
  await expect(broken).rejects.toThrow("gone");
  expect(gate.limit).toBe(1);
  expect(
    await gate.send(
      async () => "well",
      () => 0,
    ),
  ).toBe("well");
});
