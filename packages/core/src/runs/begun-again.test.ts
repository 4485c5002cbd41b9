import { expect, test } from "vitest";
import { timestamp } from "../papers/paper.ts";
import { parseTraceId } from "../trace-ids/trace-id.ts";
import type { Attempt, AttemptEnd } from "./attempt-log.ts";
import { begunAgain } from "./begun-again.ts";

const at = (second: number) => timestamp(new Date(second * 1_000));

/** Returns an attempt that begins at a second and ends two seconds later. */
const attempt = (second: number, end: WithoutTime<AttemptEnd> | null): Attempt => ({
  traceId: parseTraceId("01HK4WQN000000000000000000"),
  startedAt: at(second),
  requestId: `request-${second}`,
  end: end && { ...end, at: at(second + 2) },
});
type WithoutTime<End> = End extends unknown ? Omit<End, "at"> : never;

const FAILED = { kind: "ended", status: "failed" } as const;
const HANDED_ON = { kind: "handed-on", idleInvocations: 0, recordNumber: 1 } as const;

test.each([
  ["no attempt", []],
  ["one attempt", [attempt(0, FAILED)]],
  ["attempts that handed the run on", [attempt(0, HANDED_ON), attempt(9, HANDED_ON), attempt(18, FAILED)]],
  ["an attempt that was killed, and a delivery within half an hour", [attempt(0, null), attempt(60, FAILED)]],
])("there is no redrive in %s", (_, attempts) => {
  expect(begunAgain(attempts)).toBeNull();
});

test("a redrive that fails as before is told by its attempt", () => {
  expect(begunAgain([attempt(0, FAILED), attempt(60, FAILED)])).toEqual({
    attempts: 2,
    lastBeganAt: at(60),
    isLastOpen: false,
    failedAgainAt: at(62),
  });
});

test("a redrive under way is not a failure, and the failure of a run that was silent before is its first one", () => {
  expect(begunAgain([attempt(0, FAILED), attempt(60, FAILED), attempt(90, null)])).toMatchObject({
    attempts: 3,
    isLastOpen: true,
    failedAgainAt: null,
  });
  expect(begunAgain([attempt(0, null), attempt(7_200, FAILED)])).toMatchObject({ failedAgainAt: null });
});
