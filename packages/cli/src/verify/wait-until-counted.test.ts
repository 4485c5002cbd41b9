import type { CountedUpTo } from "@paperledger/core/statistics/statistics-store";
import { describe, expect, test } from "vitest";
import { waitUntilCounted } from "./wait-until-counted.ts";

const NOW = Date.parse("2025-03-01T12:00:00.000Z");
const at = (second: number, eventsBehind = 0): CountedUpTo => ({
  newestEventAt: new Date(NOW + second * 1_000).toISOString(),
  eventsBehind,
});

/** Waits with statistics that show these states one after the other, and then keep the last one. Returns the number of looks. */
async function waited(...states: readonly CountedUpTo[]) {
  let looks = 0;
  const isCounted = await waitUntilCounted(
    { countedUpTo: async () => states[Math.min(looks++, states.length - 1)] ?? at(0) },
    { onWait: async () => {}, pauseMs: 0, withinMs: 60_000, now: () => NOW + looks * 1_000 },
  );
  return { isCounted, looks };
}

describe("statistics", () => {
  test("whose newest event is old are not waited for", async () => {
    expect(await waited(at(-60))).toEqual({ isCounted: true, looks: 1 });
    expect(await waited({ newestEventAt: null, eventsBehind: 0 })).toEqual({ isCounted: true, looks: 1 });
  });

  test("that move on are waited for until they rest", async () => {
    expect(await waited(at(-3), at(-2), at(-1, 4), at(0), at(0))).toEqual({ isCounted: true, looks: 5 });
  });

  test("that stay behind are compared after a few looks, since nothing is on its way", async () => {
    expect(await waited(at(-60, 7))).toEqual({ isCounted: true, looks: 6 });
  });

  test("that never rest are given up when the time is over", async () => {
    const moving = Array.from({ length: 200 }, (_, second) => at(second));
    expect((await waited(...moving)).isCounted).toBe(false);
  });
});
