import fc from "fast-check";
import { expect, test } from "vitest";
import { type AdaptiveLimit, type Answer, afterAnswer, newAdaptiveLimit, restMs } from "./adaptive-limit.ts";

const calm = (atMs: number, inFlight = 16): Answer => ({
  sentAtMs: atMs - 10,
  answeredAtMs: atMs,
  inFlight,
  throttledShare: 0,
});
const throttled = (atMs: number, throttledShare = 1, inFlight = 16): Answer => ({
  ...calm(atMs, inFlight),
  throttledShare,
});
const after = (answers: readonly Answer[], limit: AdaptiveLimit = newAdaptiveLimit(16)) =>
  answers.reduce(afterAnswer, limit);

test("a new limit is at its maximum, and stays there without throttling", () => {
  expect(after([calm(10), calm(20)]).limit).toBe(16);
});

test.each([
  [1, 8],
  [0.5, 12],
  [0.04, 15.68],
])("an answer with a throttled share of %f reduces a limit of 16 to %f", (share, limit) => {
  expect(after([throttled(10, share)]).limit).toBeCloseTo(limit);
});

test("a reduction starts from the requests in flight, if they are fewer than the limit", () => {
  expect(after([throttled(10, 1, 4)]).limit).toBe(2);
});

test("throttling of requests that were sent before a reduction does not reduce the limit again", () => {
  expect(after([throttled(10), throttled(15), throttled(19.9)]).limit).toBe(8);
  expect(after([throttled(10), throttled(20, 1, 8)]).limit).toBe(4);
});

test("a second without throttling adds three tenths of the limit at which the service throttled", () => {
  const seconds = (count: number) => Array.from({ length: count }, (_, n) => calm(1_000 * (n + 1)));
  expect(after([throttled(0), ...seconds(1)]).limit).toBeCloseTo(12.8);
  expect(after([throttled(0, 1, 8), ...seconds(1)]).limit).toBeCloseTo(6.4);
});

test("a limit that is not used up does not grow", () => {
  expect(after([throttled(0), calm(1_000, 7)]).limit).toBe(8);
});

test("whatever the answers, it stays above zero and at most at its maximum", () => {
  const answer = fc.record({
    afterMs: fc.nat(5_000),
    tookMs: fc.nat(500),
    inFlight: fc.integer({ min: 1, max: 64 }),
    throttledShare: fc.constantFrom(0, 0, 0.2, 1),
  });
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 200 }), (answers) => {
      let learnt = newAdaptiveLimit(16);
      let nowMs = 0;
      for (const { afterMs, tookMs, ...told } of answers) {
        nowMs += afterMs;
        const next = afterAnswer(learnt, { ...told, sentAtMs: nowMs - tookMs, answeredAtMs: nowMs });
        expect(next.limit).toBeGreaterThan(0);
        expect(next.limit).toBeLessThanOrEqual(16);
        if (told.throttledShare > 0) expect(next.limit).toBeLessThanOrEqual(learnt.limit);
        else expect(next.limit).toBeGreaterThanOrEqual(learnt.limit);
        learnt = next;
      }
    }),
  );
});

test("below 1 there are rests: with a limit of 0.25, requests take a quarter of the time", () => {
  expect(restMs({ ...newAdaptiveLimit(16), limit: 0.25 }, 10)).toBe(30);
  expect(restMs(newAdaptiveLimit(16), 10)).toBe(0);
});
