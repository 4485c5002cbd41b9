import { describe, expect, test } from "vitest";
import { inPlace, type Things, thingsOf, withWaiting } from "./things.ts";
import type { Todo } from "./todo-text.ts";

const AT = "2026-03-01T03:00:00.000Z";

const failed = (reason: string, ...ids: readonly string[]): Todo => ({
  kind: "failed-runs",
  reason,
  count: ids.length,
  sample: "",
  runs: ids.map((trace_id) => ({ trace_id, key: null })),
});

const shownOf = ({ shown, waiting }: Things) => ({
  shown: shown.map(({ todo, settledAt, done }) => [
    "reason" in todo ? todo.reason : todo.kind,
    settledAt,
    "runs" in todo ? todo.runs.map(({ trace_id }) => trace_id + (done.has(trace_id) ? " done" : "")) : [],
  ]),
  waiting,
});

describe("given two shown things", () => {
  const before = thingsOf([failed("truncated", "a", "b"), failed("missing", "c")]);

  test("when the first is no longer to do, it stays in its place as settled, and a later answer does not change when", () => {
    const after = inPlace(before, [failed("missing", "c")], AT);
    const settled = {
      shown: [
        ["truncated", AT, ["a done", "b done"]],
        ["missing", null, ["c"]],
      ],
      waiting: 0,
    };
    expect(shownOf(after)).toEqual(settled);
    expect(shownOf(inPlace(after, [failed("missing", "c")], "2026-03-01T04:00:00.000Z"))).toEqual(settled);
  });

  test("when a settled thing comes back, it is to do again in its place", () => {
    const settled = inPlace(before, [], AT);
    expect(shownOf(inPlace(settled, [failed("missing", "c"), failed("truncated", "a")], AT)).shown).toEqual([
      ["truncated", null, ["a", "b done"]],
      ["missing", null, ["c"]],
    ]);
  });

  test("when a named run is replaced by another one, the other takes its place; without another, it stays as done", () => {
    expect(shownOf(inPlace(before, [failed("truncated", "n", "b"), failed("missing")], AT)).shown).toEqual([
      ["truncated", null, ["n", "b"]],
      ["missing", null, ["c done"]],
    ]);
  });

  test("when a third one comes first, it waits, and comes last when somebody asks for it", () => {
    const todo = [failed("unknown-format", "d"), failed("truncated", "a", "b"), failed("missing", "c")];
    const after = inPlace(before, todo, AT);
    expect(shownOf(after)).toEqual({ shown: shownOf(before).shown, waiting: 1 });
    expect(shownOf(withWaiting(after, todo))).toEqual({
      shown: [...shownOf(before).shown, ["unknown-format", null, ["d"]]],
      waiting: 0,
    });
  });
});
