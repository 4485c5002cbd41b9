import { expect, test } from "vitest";
import { waitUntilAtRest } from "./wait-until-at-rest.ts";

interface Look {
  readonly queued?: number;
  readonly inFlight?: number;
  readonly counted: number;
  readonly behind: number;
}

/**
 * Waits for a laptop that shows these states one after the other, and then keeps the last one. Returns how often the queue was
 * looked at and how often the log was read.
 */
async function waited(states: readonly Look[], stop = new AbortController().signal) {
  let looks = 0;
  let readings = 0;
  const now = () => states[Math.min(looks, states.length) - 1] ?? { counted: 0, behind: 0 };
  await waitUntilAtRest(
    {
      async depth() {
        looks++;
        return { waiting: now().queued ?? 0, inFlight: now().inFlight ?? 0 };
      },
      counted: async () => now().counted,
      async behind() {
        readings++;
        return now().behind;
      },
    },
    { stop, onDepth: () => {}, pauseMs: 0 },
  );
  return { looks, readings };
}

const times = (count: number, look: Look): readonly Look[] => Array.from({ length: count }, () => look);

test("a laptop whose queue is empty and whose events are all counted is at rest", async () => {
  expect(await waited([{ counted: 3, behind: 0 }])).toEqual({ looks: 5, readings: 1 });
});

test("a laptop whose projector is slow is not taken to be idle, however long the statistics stand still", async () => {
  const slow = times(30, { counted: 3, behind: 2 });
  expect((await waited([...slow, { counted: 5, behind: 0 }])).looks).toBeGreaterThan(30);
});

test.each([{ queued: 1 }, { inFlight: 1 }])("a message that is %j is waited for", async (left) => {
  const busy = times(20, { ...left, counted: 3, behind: 0 });
  const { looks, readings } = await waited([...busy, { counted: 3, behind: 0 }]);
  expect(looks).toBeGreaterThan(20);
  expect(readings).toBe(1);
});

test("events that never are counted are not waited for without end", async () => {
  expect((await waited([{ counted: 3, behind: 2 }])).readings).toBe(16);
});

test("the user can stop it", async () => {
  const { looks } = await waited([{ queued: 1, counted: 0, behind: 0 }], AbortSignal.timeout(20));
  expect(looks).toBeGreaterThan(0);
});
