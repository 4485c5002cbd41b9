import { listBatchFiles, putBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { readIgnoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { type Deployment, withDeployment } from "../deployments/open-deployment.ts";
import { environment } from "../environment.ts";
import { runLine } from "../json/run-line.ts";
import { watchRuns } from "../run-reports/watch-runs.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printUnreadableOnce } from "../text/unreadable-items.ts";
import { backfillBucket, backfillProgress } from "./backfill-bucket.ts";
import { BACKFILL_PREFIX, type BackfillObject, backfillKey } from "./backfill-object.ts";
import type { BackfillOptions } from "./backfill-options.ts";
import {
  backfilledText,
  backfillProgressText,
  estimateText,
  failedRunText,
  nothingToDoText,
} from "./backfill-text.ts";
import { batchFilesAmong } from "./batch-files-among.ts";
import { bucketSource } from "./bucket-source.ts";
import { endedRuns, runsEnded } from "./ended-runs.ts";
import {
  type Estimate,
  estimate,
  estimateJson,
  NEW_TABLE_WRITE_UNITS_PER_SECOND,
  type Pace,
} from "./estimate.ts";
import { objectsInFolder } from "./objects-in-folder.ts";
import { type Plan, planOf } from "./plan.ts";
import { runBackfill } from "./run-backfill.ts";
import { sampleObjects } from "./sample-objects.ts";
import { sourceTextEncoding } from "./source-text-setting.ts";
import { spread } from "./survey.ts";

/** The time between two looks at the runs, because each look costs money. */
const PAUSE_ON_AWS_MS = 2_000;

/**
 * `paperledger backfill`: ingests many files, each as a run of its own. Shows the estimate, asks, and begins. Objects in S3 go
 * through a queue of their own: see {@link backfillBucket}. The files of a folder are uploaded, with only a few runs under way at
 * once. A stopped backfill goes on when it is started again. The key of an upload follows from the file. So the bucket and the
 * statistics tell which files are done and which failed, and no journal is needed.
 *
 * @param source a folder, or `s3://BUCKET/PREFIX`
 */
export async function backfill(
  source: string,
  options: BackfillOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  if (!options.yes && !options.ask)
    throw new CommandError(
      EXIT.unusable,
      "a backfill asks before it begins, and nobody is here to answer: add --yes",
    );
  const inBucket = bucketSource(source);
  refuseOthersOptions(options, inBucket ? "bucket" : "folder");
  const fill = (deployment: Deployment) =>
    inBucket
      ? backfillBucket(inBucket, deployment, options, terminal, stop)
      : backfillOf(source, deployment, options, terminal, stop);
  return withDeployment(options, terminal, fill, stop);
}

/** `paperledger backfill --progress`. */
export const showBackfillProgress = (
  options: DeploymentPlace & { readonly json: boolean },
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> =>
  withDeployment(options, terminal, (deployment) => backfillProgress(deployment, options, terminal), stop);

function refuseOthersOptions(
  { again, runsAtOnce, papersPerSecond }: BackfillOptions,
  of: "folder" | "bucket",
): void {
  if (of === "folder" && again !== undefined)
    throw new CommandError(
      EXIT.unusable,
      "--again is for s3://BUCKET/PREFIX: a file of a folder is uploaded again when it changes",
    );
  if (of === "bucket" && (runsAtOnce !== undefined || papersPerSecond !== undefined))
    throw new CommandError(
      EXIT.unusable,
      "--runs-at-once and --papers-per-second are for a folder: for objects in S3, PAPERLEDGER_BACKFILL_CONCURRENCY sets how many are processed at once",
    );
}

const RUNS_AT_ONCE = 2;

async function backfillOf(
  source: string,
  { ledger: { statistics }, clients: { s3 }, rawBucket, quiet }: Deployment,
  options: BackfillOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { outputs, json, runsAtOnce = RUNS_AT_ONCE, papersPerSecond, yes, ask } = options;
  terminal.progress.show(`looking for batch files in ${escapeForTerminal(source)}`);
  const objects = await objectsAt(source, json, terminal);
  const onUnreadable = printUnreadableOnce(terminal);
  const watch = await watchRuns(statistics, onUnreadable);
  const uploaded = () => Array.fromAsync(listBatchFiles(s3, rawBucket, BACKFILL_PREFIX));
  const uploads = await uploaded();
  const plan = planOf(
    objects,
    new Set(uploads.map(({ key }) => key)),
    await endedRuns(uploads, statistics, onUnreadable),
  );
  const expected = await tellWhatItComesTo(plan, options, terminal);
  if (plan.toUpload.length > 0 && !yes && !(await ask?.("Begin?"))) return EXIT.ok;

  const names = new Map(objects.map((object) => [backfillKey(object), object.name]));
  const ended: RunStatistics[] = [];
  const total = plan.toUpload.length + plan.underWay.length;
  const backfilled = await runBackfill(plan, {
    upload: async (object, key) => {
      await putBatchFile(s3, { bucket: rawBucket, key }, await object.open(), object.sizeBytes);
    },
    watch,
    ...(quiet && { quiet }),
    ...(outputs !== undefined && {
      pauseMs: PAUSE_ON_AWS_MS,
      async *allEnded() {
        yield* runsEnded(await uploaded(), statistics, onUnreadable);
      },
    }),
    runsAtOnce,
    papersPerSecond,
    papersIn: ({ sizeBytes }) => (expected.records * sizeBytes) / Math.max(1, expected.bytes),
    stop,
    onProgress: (runs, left, waitMs) => {
      terminal.progress.show(backfillProgressText({ left, total, ended }, runs, waitMs));
    },
    onEnded: (run) => {
      ended.push(run);
      if (json) terminal.printJson(runLine(run));
      else if (run.run_status === "failed")
        terminal.print(failedRunText(names.get(run.key ?? "") ?? "a file", "failed", run, options));
    },
  });
  const failedBefore = plan.failedBefore.length;
  const completed = ended.filter(({ run_status }) => run_status === "completed").length;
  if (json)
    terminal.printJson({
      type: "backfilled",
      completed,
      failed: ended.length - completed,
      failed_before: failedBefore,
      given_up: backfilled.givenUp.length,
      left: backfilled.left,
      processed: ended.reduce((sum, { tally }) => sum + tally.processed, 0),
    });
  else if (total === 0) terminal.print(nothingToDoText(plan, options));
  else terminal.print(backfilledText(backfilled, failedBefore, options, terminal.columns));
  const isAllWell = failedBefore === 0 && ended.length === completed;
  return isAllWell && backfilled.left === 0 && backfilled.givenUp.length === 0 ? EXIT.ok : EXIT.wrong;
}

/** Prints the work that is left, its estimated time and cost, and the runs that failed before. */
async function tellWhatItComesTo(
  { toUpload, underWay, done, failedBefore }: Plan,
  options: BackfillOptions,
  terminal: Terminal,
): Promise<Estimate> {
  const encoding = sourceTextEncoding();
  const samples = await sampleObjects(spread(toUpload), encoding, terminal);
  const bytes = toUpload.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const expected = estimate({ objects: toUpload.length, bytes }, samples);
  const pace: Pace = {
    filesAtOnce: options.runsAtOnce ?? RUNS_AT_ONCE,
    writeUnitsPerSecond: NEW_TABLE_WRITE_UNITS_PER_SECOND,
  };
  if (options.json)
    terminal.printJson({
      ...estimateJson(expected, pace),
      done,
      failed_before: failedBefore.length,
      under_way: underWay.length,
    });
  else if (toUpload.length + underWay.length > 0)
    terminal.print(
      estimateText(expected, {
        done: done + underWay.length,
        failedBefore: failedBefore.length,
        isLaptop: options.outputs === undefined,
        pace,
        width: terminal.columns,
      }),
    );
  for (const { object, run } of failedBefore)
    if (options.json) terminal.printJson({ type: "failed-before", file: object.name, ...run });
    else terminal.print(failedRunText(object.name, "failed before", run, options));
  return expected;
}

async function objectsAt(
  folder: string,
  json: boolean,
  terminal: Terminal,
): Promise<readonly BackfillObject[]> {
  const objects = await objectsInFolder(folder);
  const { setting } = PROCESSOR.texts.IGNORED_KEYS;
  const batchFiles = batchFilesAmong(objects, readIgnoredKeys(environment.setting(setting)));
  const leftOut = objects.length - batchFiles.length;
  if (leftOut > 0 && json) terminal.printJson({ type: "left-out", objects: leftOut });
  else if (leftOut > 0)
    terminal.print(`${leftOut} left out: their names are not those of batch files (${setting})`);
  if (batchFiles.length === 0)
    throw new CommandError(EXIT.wrong, `there is no batch file in ${escapeForTerminal(folder)}`);
  return batchFiles;
}
