import { timestamp } from "@paperledger/core/papers/paper";
import type { Attempt } from "@paperledger/core/runs/attempt-log";
import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { type HandedOver, type WatchOptions, watchRedriven } from "./watch-redriven.ts";

const failed = runOf({ end: "failed" });
const traceId = parseTraceId(failed.trace_id);
const at = (second: number) => timestamp(new Date(Date.UTC(2026, 2, 1, 0, 0, second)));

const attemptAt = (second: number, status: "completed" | "failed"): Attempt => ({
  traceId,
  startedAt: at(second),
  requestId: "any",
  end: { kind: "ended", at: at(second + 1), status },
});

const watch = (
  handed: Partial<HandedOver>,
  attempts: readonly Attempt[],
  { stop = new AbortController().signal, onProgress = () => {} }: Partial<WatchOptions> = {},
) =>
  watchRedriven(
    [{ traceId, failedSeq: failed.failure?.seq, ...handed }],
    { runs: async () => [failed] },
    {
      stop,
      onProgress,
      everyMs: 1,
      attempts: {
        async *attemptsOf() {
          yield* attempts;
        },
      },
    },
  );

test("a run that fails again for the same reason, which appends no event, has failed by its attempt", async () => {
  const outcomes = await watch({ lastAttemptAt: at(10) }, [attemptAt(10, "failed"), attemptAt(20, "failed")]);
  expect(outcomes.get(traceId)).toBe("failed");
});

test("the attempt before the redrive decides nothing", async () => {
  const stop = new AbortController();
  let looks = 0;
  const onProgress = () => {
    looks += 1;
    if (looks === 20) stop.abort();
  };
  const options = { stop: stop.signal, onProgress };
  const outcomes = await watch({ lastAttemptAt: at(10) }, [attemptAt(10, "failed")], options);
  expect(outcomes.get(traceId)).toBe("unknown");
});

test("a new failure in the statistics decides at once", async () => {
  expect((await watch({ failedSeq: undefined }, [])).get(traceId)).toBe("failed");
});
