import { setTimeout as wait } from "node:timers/promises";
import { isProjected, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { Terminal } from "../terminal/terminal.ts";
import { type EndedRun, type RunRecords, readEndedRun } from "./ended-run.ts";
import { followRuns } from "./follow-runs.ts";
import { humanReport, type ReportedOn } from "./human-report.ts";
import { jsonReport } from "./json-report.ts";
import type { RunReport } from "./run-report.ts";
import type { VectorizedRuns } from "./vectorized.ts";
import type { RunWatch } from "./watch-runs.ts";

/** Returns the report for people, or the one as JSON. */
export const reportFor = (terminal: Terminal, json: boolean, on: ReportedOn): RunReport =>
  json ? jsonReport(terminal, on.dataDir) : humanReport(terminal, on);

export interface ReportedRuns {
  readonly ledger: RunRecords;
  /** Resolves when the laptop is idle. */
  readonly quiet?: () => Promise<void>;
  readonly watch: RunWatch;
  readonly report: RunReport;
  /** The keys of the uploaded files, whose runs are awaited. If there are none, all work that the laptop has is awaited. */
  readonly keys: readonly string[];
  /** True if runs of other files are reported too, for example those that an earlier start left unfinished. */
  readonly others: boolean;
  /**
   * If true, keeps reporting after the awaited runs have ended. If false, waits for every reported run, unless the laptop becomes
   * idle.
   */
  readonly keepsOn: boolean;
  /** The answers of the sample subscriber, if this process receives them. */
  readonly vectorized?: VectorizedRuns;
  readonly stop: AbortSignal;
}

/** Reports runs as they happen. Returns the ended runs: first those of other files, then those of the uploads, in order. */
export async function reportRuns(reported: ReportedRuns): Promise<readonly EndedRun[]> {
  const { ledger, quiet, watch, report, keys, others, keepsOn, vectorized, stop } = reported;
  const isTold = ({ key }: RunStatistics) => others || (key !== null && keys.includes(key));
  const ended: EndedRun[] = [];
  const haveKeysEnded = () => keys.every((key) => ended.some(({ result }) => result.s3_key === key));
  let underWay = 0;
  let haveAllEnded = keepsOn && keys.length === 0;
  if (haveAllEnded) report.allEnded([]);

  const following = followRuns(watch, {
    stop,
    onLook(runs) {
      const told = runs.filter(isTold);
      underWay = told.filter((run) => !isProjected(run)).length;
      report.progress(told);
    },
    ...(!keepsOn && quiet && { quiet }),
  });
  for await (const run of following) {
    if (!isTold(run)) continue;
    const told = await readEndedRun(ledger, run.trace_id);
    if (vectorized) await awaitSubscriber(told, { ...reported, vectorized });
    report.ended(told, vectorized?.of(run.trace_id));
    if (haveAllEnded) continue;
    ended.push(told);
    // Without a key, a run that has not begun may still come. Then only an idle laptop has ended its work.
    haveAllEnded = keys.length > 0 && haveKeysEnded() && (underWay === 0 || keepsOn);
    if (!haveAllEnded) continue;
    report.allEnded(inOrder(ended, keys));
    if (!keepsOn) break;
  }
  if (!haveAllEnded && haveKeysEnded()) report.allEnded(inOrder(ended, keys));
  return inOrder(ended, keys);
}

function inOrder(ended: readonly EndedRun[], keys: readonly string[]): readonly EndedRun[] {
  const place = ({ result }: EndedRun) => keys.indexOf(result.s3_key);
  return ended.toSorted((a, b) => place(a) - place(b));
}

/** The sample subscriber gets an event some moments after the statistics count its batch. */
const ANSWER_WITHIN_MS = 10_000;
const LOOK_AGAIN_MS = 50;

/** Waits until the sample subscriber has answered for every batch of the run, or sends no more answers. */
async function awaitSubscriber(
  { run }: EndedRun,
  { report, vectorized, stop }: ReportedRuns & { readonly vectorized: VectorizedRuns },
): Promise<void> {
  const answered = () => vectorized.of(run.trace_id).events;
  let answers = -1;
  let answeredAtMs = Date.now();
  while (answered() < run.tally.batches && Date.now() - answeredAtMs < ANSWER_WITHIN_MS && !stop.aborted) {
    if (vectorized.answers() > answers) answeredAtMs = Date.now();
    answers = vectorized.answers();
    report.awaitingSubscriber(answered(), run.tally.batches);
    await wait(LOOK_AGAIN_MS);
  }
}
