import fc from "fast-check";
import { expect, test } from "vitest";
import { consumeOnce, EventBusyError } from "./consume-once.ts";
import { memoryClaims } from "./memory-claims.ts";

const EVENT = "batch-20260301-01KJKJXNE7ZA8X7YNZFJZ930ZA:2";

test("an event is handled once, however often it comes", async () => {
  const store = memoryClaims();
  let works = 0;
  const consume = () => consumeOnce(EVENT, { store }, async () => works++);
  expect([await consume(), await consume(), await consume()]).toEqual(["handled", "repeat", "repeat"]);
  expect(works).toBe(1);
});

test("if the work fails, the claim is released", async () => {
  const store = memoryClaims();
  const failing = consumeOnce(EVENT, { store }, () => Promise.reject(new Error("no disk")));
  await expect(failing).rejects.toThrow("no disk");
  expect(await consumeOnce(EVENT, { store }, async () => {})).toBe("handled");
});

test("an event that another consumer handles is busy until its claim expires", async () => {
  const store = memoryClaims();
  let nowMs = 0;
  const options = { store, claimMs: 1_000, now: () => nowMs };
  // This simulates a process that claims the event and dies.
  void consumeOnce(EVENT, options, () => new Promise(() => {}));
  await expect(consumeOnce(EVENT, options, async () => {})).rejects.toThrow(EventBusyError);
  nowMs = 1_000;
  expect(await consumeOnce(EVENT, options, async () => {})).toBe("handled");
});

test("an event is forgotten after `rememberMs`", async () => {
  let nowMs = 0;
  const options = { store: memoryClaims(), rememberMs: 5_000, now: () => nowMs };
  await consumeOnce(EVENT, options, async () => {});
  nowMs = 4_999;
  expect(await consumeOnce(EVENT, options, async () => {})).toBe("repeat");
  nowMs = 5_000;
  expect(await consumeOnce(EVENT, options, async () => {})).toBe("handled");
});

test("claims in memory hold only the events that are remembered", async () => {
  let nowMs = 0;
  const store = memoryClaims();
  const options = { store, rememberMs: 60_000, now: () => nowMs };
  for (let nth = 0; nth < 1_000; nth++) {
    nowMs += 1_000;
    await consumeOnce(`${EVENT}${nth}`, options, async () => {});
  }
  expect(store.size).toBeLessThanOrEqual(120);
  expect(store.size).toBeGreaterThanOrEqual(60);
  expect(await consumeOnce(`${EVENT}999`, options, async () => {})).toBe("repeat");
});

test("whatever crashes and fails, the work of each event is done in the end, and never repeated after it is confirmed", async () => {
  const outcome = fc.constantFrom("works", "fails", "dies");
  await fc.assert(
    fc.asyncProperty(fc.array(outcome, { maxLength: 8 }), async (outcomes) => {
      let nowMs = 0;
      const options = { store: memoryClaims(), claimMs: 10, now: () => nowMs };
      let done = 0;
      for (const each of [...outcomes, "works"]) {
        nowMs += 10;
        const work = async () => {
          if (each === "fails") throw new Error("fails");
          if (each === "dies") return new Promise(() => {});
          return done++;
        };
        const handled = consumeOnce(EVENT, options, work).catch(() => "failed");
        await Promise.race([handled, new Promise((resolve) => setImmediate(resolve))]);
      }
      expect(done).toBe(1);
    }),
  );
});
