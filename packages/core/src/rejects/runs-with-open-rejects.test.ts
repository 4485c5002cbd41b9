import { expect, test } from "vitest";
import { redriveKey, redriveOf } from "../runs/redrives.ts";
import { isLateWithRejects } from "../statistics/late-runs.ts";
import { completedRun, traceIdOn } from "../statistics/run-events.fixture.ts";
import { emptyRun, foldEvent, type RunStatistics } from "../statistics/run-statistics.ts";
import { parseTraceId, type TraceId, timeOf } from "../trace-ids/trace-id.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { runsWithOpenRejects } from "./runs-with-open-rejects.ts";

const DAY_MS = 86_400_000;

interface RunToMake {
  readonly rejected?: number;
  readonly upserted?: number;
  readonly delayMs?: number;
  /** The run whose rejects this run redrives. */
  readonly of?: TraceId;
}

function runOf(traceId: TraceId, { rejected = 0, upserted = 0, delayMs = 1_000, of }: RunToMake) {
  const { events } = completedRun(traceId, [{ sources: { arxiv: { rejected, upserted } } }], delayMs);
  const run = events.reduce(foldEvent, emptyRun(traceId));
  const rejects = rejected + upserted;
  return of ? { ...run, key: redriveKey(of, { redrive: ulidOf(traceId), rejects, part: 1 }) } : run;
}

const RANGE = { from: new Date("2024-01-10T00:00:00Z"), to: new Date("2024-01-11T00:00:00Z") };

async function openOf(runs: readonly RunStatistics[]) {
  const statistics = {
    async *lateWithRejects(range: typeof RANGE) {
      yield* runs.filter((run) => isLateWithRejects(run, range));
    },
    async *redrives({ from, to }: typeof RANGE) {
      for (const run of runs) {
        const of = redriveOf(run.key ?? "");
        if (of && timeOf(of) >= from && timeOf(of) <= to) yield { of, by: idOf(run) };
      }
    },
    async runs(traceIds: readonly TraceId[]) {
      return runs.filter((run) => traceIds.includes(idOf(run)));
    },
  };
  const ofRange = runs.filter((run) => timeOf(idOf(run)) >= RANGE.from && timeOf(idOf(run)) <= RANGE.to);
  const found = await runsWithOpenRejects(ofRange, RANGE, statistics, () => expect.fail());
  return found.map(({ run, open }) => [run.trace_id, open["no-id"]]);
}

const idOf = ({ trace_id }: RunStatistics) => parseTraceId(trace_id);
const [old, older, tonight] = [traceIdOn(2), traceIdOn(1), traceIdOn(10, 1)];

test("runs of old files that began in the range are found beside those whose files are of the range, once each", async () => {
  const runs = [
    runOf(older, { rejected: 1, delayMs: 9.5 * DAY_MS }),
    runOf(old, { rejected: 2, delayMs: 3 * DAY_MS }),
    runOf(tonight, { rejected: 3, delayMs: 3_600_000 }),
  ];
  expect(await openOf(runs)).toEqual([
    [tonight, 3],
    [older, 1],
  ]);
});

test("what a redrive of a late run wrote is not open, and neither is what a redrive of that redrive wrote", async () => {
  const late = runOf(older, { rejected: 4, delayMs: 9.5 * DAY_MS });
  const redrive = runOf(traceIdOn(10), { of: older, rejected: 3, upserted: 1 });
  expect(await openOf([late, redrive])).toEqual([[older, 3]]);
  const later = runOf(traceIdOn(12), { of: older, rejected: 3, upserted: 1 });
  const again = runOf(traceIdOn(13), { of: traceIdOn(12), upserted: 3 });
  expect(await openOf([late, later, again])).toEqual([]);
});

test("a redrive stands for itself if the run that it redrives is not among the runs", async () => {
  const run = runOf(old, { rejected: 4 });
  const redrive = runOf(tonight, { of: old, rejected: 2, upserted: 2 });
  expect(await openOf([run, redrive])).toEqual([[tonight, 2]]);
});

test("of several redrives of a run that is not among the runs, only the last one is listed", async () => {
  const run = runOf(old, { rejected: 4 });
  const first = runOf(tonight, { of: old, rejected: 4 });
  const second = runOf(traceIdOn(10, 2), { of: old, rejected: 4 });
  const last = runOf(traceIdOn(10, 3), { of: old, rejected: 1, upserted: 3 });
  expect(await openOf([run, first, second, last])).toEqual([[last.trace_id, 1]]);
  const written = runOf(traceIdOn(12), { of: old, upserted: 4 });
  expect(await openOf([run, first, second, last, written])).toEqual([]);
});
