import { expect, test } from "vitest";
import { redriveKey } from "../runs/redrives.ts";
import { batchDone, started, traceIdOn } from "../statistics/run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatistics } from "../statistics/run-statistics.ts";
import type { TraceId } from "../trace-ids/trace-id.ts";
import { NOT_REDRIVEN, openRejects } from "./open-rejects.ts";

const REDRIVES = ["01HKZ0000000000000000000R1", "01HKZ0000000000000000000R2"] as const;

/** Returns a run with this many rejected and upserted records. */
function runOf(traceId: TraceId, rejected: number, upserted = 0, key?: string): RunStatistics {
  const begun = started(traceId);
  const events = [
    { ...begun, data: { ...begun.data, ...(key !== undefined && { key }) } },
    batchDone(traceId, 1, { sources: { arxiv: { rejected, upserted } } }),
  ];
  return events.reduce(foldEvent, emptyRun(traceId));
}

const first = runOf(traceIdOn(1), 3, 7);
const redrive = (
  day: number,
  of: TraceId,
  [id, rejects, part = 1]: [string, number, number?],
  rejected: number,
) => runOf(traceIdOn(day), rejected, rejects - rejected, redriveKey(of, { redrive: id, rejects, part }));

/** Counts the open rejects of the first run. */
function openOf(links: Readonly<Record<string, readonly RunStatistics[]>>) {
  return openRejects(first, (traceId) => links[traceId] ?? []);
}

const of = traceIdOn(1);

test("each reject of a run that nobody redrove is open, by its reason", () => {
  expect(openOf({})).toEqual({ "no-id": 3 });
});

test("a record that a redrive wrote is not open, and a record that it rejected again is open once", () => {
  expect(openOf({ [of]: [redrive(2, of, [REDRIVES[0], 3], 1)] })).toEqual({ "no-id": 1 });
  expect(openOf({ [of]: [redrive(2, of, [REDRIVES[0], 3], 0)] })).toEqual({});
});

test("a record that was redriven twice counts once, whichever run is listed first", () => {
  const twice = [redrive(2, of, [REDRIVES[0], 3], 2), redrive(3, of, [REDRIVES[1], 3], 1)];
  expect(openOf({ [of]: twice })).toEqual({ "no-id": 1 });
  expect(openOf({ [of]: twice.toReversed() })).toEqual({ "no-id": 1 });
});

test("the files of one redrive are added up, and what it did not upload is open", () => {
  const files = [redrive(2, of, [REDRIVES[0], 1], 1), redrive(3, of, [REDRIVES[0], 1, 2], 0)];
  expect(openOf({ [of]: files })).toEqual({ "no-id": 1, [NOT_REDRIVEN]: 1 });
});

test("a redrive's own rejects may be redriven in turn", () => {
  const again = traceIdOn(2);
  const links = {
    [of]: [redrive(2, of, [REDRIVES[0], 3], 2)],
    [again]: [redrive(3, again, [REDRIVES[1], 2], 0)],
  };
  expect(openOf(links)).toEqual({});
});

test("what a redrive under way has not read yet is open, by the reasons of the run", () => {
  const key = redriveKey(of, { redrive: REDRIVES[0], rejects: 3, part: 1 });
  const begun = [runOf(traceIdOn(2), 0, 0, key)];
  expect(openOf({ [of]: begun })).toEqual({ "no-id": 3 });
  const withTwo = { ...first, tally: { ...first.tally, rejected_by_reason: { "no-id": 2, "bad-date": 1 } } };
  expect(openRejects(withTwo, (id) => (id === of ? begun : []))).toEqual({ "no-id": 2, "bad-date": 1 });
  const read = [runOf(traceIdOn(2), 1, 1, key)];
  expect(openOf({ [of]: read })).toEqual({ "no-id": 2 });
  const completed = read.map((run) => ({ ...run, run_status: "completed" as const }));
  expect(openOf({ [of]: completed })).toEqual({ "no-id": 1 });
});

test("a redrive by an earlier version, which did not name itself, took what it processed", () => {
  const key = `raw-data/redrives/${of}/papers-0a1b2c3d.gz`;
  expect(openOf({ [of]: [runOf(traceIdOn(2), 1, 2, key)] })).toEqual({ "no-id": 1 });
});
