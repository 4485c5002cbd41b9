import { setTimeout as wait } from "node:timers/promises";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { OpenLaptop } from "../ledgers/open-laptop.ts";
import type { RunReport } from "../reports/run-report.ts";
import { type EndedRun, readEndedRun } from "./ended-run.ts";
import { followRuns } from "./follow-runs.ts";
import type { VectorizedRuns } from "./vectorized.ts";
import type { RunWatch } from "./watch-runs.ts";

export interface ReportedRuns {
  readonly laptop: Pick<OpenLaptop, "ledger" | "quiet">;
  readonly watch: RunWatch;
  readonly report: RunReport;
  /** The keys of the files that were uploaded: theirs are the runs that are awaited. */
  readonly keys: readonly string[];
  /** Whether to tell of runs of other files too, and to go on when the awaited ones have ended. */
  readonly keepsOn: boolean;
  /** What the sample subscriber answers, where that can be heard. */
  readonly vectorized?: VectorizedRuns;
  readonly stop: AbortSignal;
}

/** The sample subscriber hears of a batch some moments after the statistics count it: so long, for each answer. */
const ANSWER_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** Tells of runs as they happen. Gives the awaited ones that ended, in the order of their keys. */
export async function reportRuns(reported: ReportedRuns): Promise<readonly EndedRun[]> {
  const { laptop, watch, report, keys, keepsOn, vectorized, stop } = reported;
  const isTold = ({ key }: RunStatistics) => keepsOn || (key !== null && keys.includes(key));
  const awaited = new Map<string, EndedRun>();
  const inOrder = () => keys.flatMap((key) => awaited.get(key) ?? []);

  const following = followRuns(watch, {
    stop,
    onLook: (runs) => report.progress(runs.filter(isTold)),
    ...(!keepsOn && laptop.quiet && { quiet: () => laptop.quiet?.() ?? Promise.resolve() }),
  });
  for await (const { trace_id } of runsTold(following, isTold)) {
    const ended = await readEndedRun(laptop.ledger, trace_id);
    if (vectorized) await awaitSubscriber(ended, { ...reported, vectorized });
    report.ended(ended, vectorized?.of(trace_id));
    const { s3_key } = ended.result;
    if (!keys.includes(s3_key) || awaited.has(s3_key)) continue;
    awaited.set(s3_key, ended);
    if (awaited.size < keys.length) continue;
    report.allEnded(inOrder());
    if (!keepsOn) break;
  }
  return inOrder();
}

async function* runsTold(runs: AsyncIterable<RunStatistics>, isTold: (run: RunStatistics) => boolean) {
  for await (const run of runs) if (isTold(run)) yield run;
}

/** Waits until the sample subscriber has answered to every batch of the run, or none comes any more. */
async function awaitSubscriber(
  { run }: EndedRun,
  { report, vectorized, stop }: ReportedRuns & { readonly vectorized: VectorizedRuns },
): Promise<void> {
  let answered = -1;
  let answeredAtMs = Date.now();
  while (answered < run.tally.batches && Date.now() - answeredAtMs < ANSWER_WITHIN_MS && !stop.aborted) {
    const { events } = vectorized.of(run.trace_id);
    if (events > answered) answeredAtMs = Date.now();
    answered = events;
    report.awaitingSubscriber(answered, run.tally.batches);
    await wait(LOOK_AGAIN_MS);
  }
}
