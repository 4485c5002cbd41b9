import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inPlace, type Things, thingsOf, withWaiting } from "./things.ts";
import { type Todo, todoText } from "./todo-text.ts";

const AT = "2026-03-01T03:00:00.000Z";

const failed = (reason: string, ...ids: readonly string[]): Todo => ({
  kind: "failed-runs",
  reason,
  count: ids.length,
  sample: "",
  runs: ids.map((trace_id) => ({ trace_id, key: null })),
});

const silent = (...ids: readonly string[]): Todo => ({
  kind: "silent-runs",
  count: ids.length,
  last_event_at: AT,
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

  test("when a named run is replaced by another one, it stays as done, and the other one does not take its place", () => {
    expect(shownOf(inPlace(before, [failed("truncated", "n", "b"), failed("missing")], AT)).shown).toEqual([
      ["truncated", null, ["a done", "b"]],
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

describe("given silent runs, each with a button of its own", () => {
  const ids = fc.uniqueArray(fc.constantFrom("a", "b", "c", "d", "e"), { maxLength: 5 });
  const answers = fc.array(ids, { minLength: 1, maxLength: 6 });

  test("when others are silent, the button at each place redrives the same run, and the others come behind", () => {
    const after = inPlace(thingsOf([silent("a", "b")]), [silent("c", "b")], AT);
    expect(shownOf(after)).toEqual({ shown: [["silent-runs", null, ["a done", "b"]]], waiting: 1 });
    expect(shownOf(withWaiting(after, [silent("c", "b")]))).toEqual({
      shown: [["silent-runs", null, ["a done", "b", "c"]]],
      waiting: 0,
    });
  });

  test("whatever the answers are, no run takes the place of another one, and each button says which run it means", () => {
    fc.assert(
      fc.property(ids, answers, fc.boolean(), (first, later, isInUse) => {
        let things = thingsOf([silent(...first)]);
        for (const each of later) {
          const before = buttonsOf(things);
          const todo = each.length === 0 ? [] : [silent(...each)];
          const now = inPlace(things, todo, AT);
          things = isInUse ? now : withWaiting(now, todo);
          const after = buttonsOf(things);
          expect(after.map(({ run }) => run).slice(0, before.length)).toEqual(before.map(({ run }) => run));
          const labels = after.map(({ label }) => label);
          expect(new Set(labels).size).toBe(labels.length);
          expect(after.length + things.waiting).toBeGreaterThanOrEqual(each.length);
        }
      }),
    );
  });
});

const buttonsOf = ({ shown }: Things) =>
  shown.flatMap(({ todo }) =>
    todoText(todo, AT).actions.flatMap(({ label, action }) =>
      "trace_id" in action ? [{ run: action.trace_id, label }] : [],
    ),
  );
