import { expect, test } from "vitest";
import { lineOf } from "./run-line.fixture.ts";
import { filtersOf, longestFirst, merged, selectionText, shownRuns, withSilent } from "./shown-runs.ts";

const done = lineOf({ trace_id: "batch-20261127-01A" });
const failed = lineOf({
  trace_id: "batch-20261127-01B",
  outcome: "failed",
  reasons: ["truncated"],
  key: "raw-data/Night/BROKEN.gz",
  upserted: 0,
  at: "2026-11-27T22:00:00.000Z",
});
const rejecting = lineOf({
  trace_id: "batch-20261127-01C",
  outcome: "completed-with-rejects",
  rejected: 3,
  reasons: ["no-id"],
  sources: ["pubmed"],
});
const ALL = [done, failed, rejecting];

const shown = (params: Record<string, string>) => shownRuns(ALL, filtersOf(params));

test.each([
  [{}, ALL],
  [{ show: "failed" }, [failed]],
  [{ show: "rejected" }, [rejecting]],
  [{ show: "new" }, [done, rejecting]],
  [{ show: "silent" }, []],
  [{ show: "whatever" }, ALL],
  [{ reason: "truncated" }, [failed]],
  [{ source: "pubmed" }, [rejecting]],
  [{ q: " broken " }, [failed]],
  [{ q: "s3://raw/raw-data/night/broken.gz" }, [failed]],
  [{ q: "S3://RAW/raw-data/night/broken.gz" }, [failed]],
  [{ q: "s3://ra" }, ALL],
  [{ q: "s3://otherbucket/raw-data/night/broken.gz" }, []],
  [{ q: "01c" }, [rejecting]],
  [{ q: "no-id" }, [rejecting]],
  [{ show: "new", source: "arxiv" }, [done]],
  [
    { selected: selectionText(Date.parse("2026-11-27T21:00:00Z"), Date.parse("2026-11-27T23:00:00Z")) },
    [failed],
  ],
  [{ selected: "tomorrow..soon" }, ALL],
])("%j leaves the runs that it names", (params, expected) => {
  expect(shown(params)).toEqual(expected);
});

test("lists are merged newest first, and the newer line of a run wins", () => {
  const newer = { ...done, outcome: "failed" as const };
  expect(merged([rejecting, done], [newer, failed])).toEqual([rejecting, failed, newer]);
});

test("a silent run is marked, whatever the statistics say", () => {
  expect(withSilent(ALL, [failed.trace_id]).map(({ outcome }) => outcome)).toEqual([
    "completed",
    "silent",
    "completed-with-rejects",
  ]);
});

test("the longest run comes first, and a run that has not ended comes last", () => {
  const [short, long, running] = [{ span_ms: 1 }, { span_ms: 9 }, { span_ms: null }].map(lineOf);
  expect(longestFirst([running, short, long].filter((run) => run !== undefined))).toEqual([
    long,
    short,
    running,
  ]);
});
