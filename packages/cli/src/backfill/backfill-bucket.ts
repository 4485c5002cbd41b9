import { setTimeout as wait } from "node:timers/promises";
import type { UploadedBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { depthOf, messagesIn } from "@paperledger/aws/queues/queue";
import { sendMessages } from "@paperledger/aws/queues/send-messages";
import { WARM_WRITES } from "@paperledger/aws/tables/warm-writes";
import { ignoredKeys, readIgnoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import { type Timestamp, timestamp } from "@paperledger/core/papers/paper";
import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { tallyDifference } from "@paperledger/core/statistics/tally";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import type { QueueDepth } from "@paperledger/core/status/processor-queues";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { environment } from "../environment.ts";
import { runLine } from "../json/run-line.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { printUnreadableOnce } from "../text/unreadable-items.ts";
import type { BackfillOptions } from "./backfill-options.ts";
import { estimateText, failedBeforeText, failedRunText } from "./backfill-text.ts";
import type { BucketSource } from "./bucket-source.ts";
import { depthText, queueText, ranText, sentText, tooLongText } from "./bucket-text.ts";
import {
  type Estimate,
  estimate,
  estimateJson,
  NEW_TABLE_WRITE_UNITS_PER_SECOND,
  type Pace,
  paceNeeded,
  secondsOf,
} from "./estimate.ts";
import { objectsInBucket, objectToSample, uriOf } from "./objects-in-bucket.ts";
import { sampleObjects } from "./sample-objects.ts";
import { sourceTextEncoding } from "./source-text-setting.ts";
import { type Survey, survey } from "./survey.ts";
import { waitUntilAtRest } from "./wait-until-at-rest.ts";

const PAUSE_MS = 500;

/** While files are listed, the progress is shown each time when this many more are found. */
const BETWEEN_PROGRESS = 1_000;

/** The largest values that the settings of a deployment allow. */
const MOST: Pace = {
  filesAtOnce: PROCESSOR.trigger.queues.backfillQueue.maximumConcurrency.to,
  writeUnitsPerSecond: WARM_WRITES.to,
};

type BucketDeployment = Pick<
  Deployment,
  | "backfillConcurrency"
  | "backfillDeadLetters"
  | "backfillQueue"
  | "ledger"
  | "mayRead"
  | "papersWarmWrites"
  | "quiet"
  | "rawBucket"
> & { readonly clients: Pick<Deployment["clients"], "s3" | "sqs"> };

/**
 * Ingests the objects of a bucket through the backfill's queue: counts them, shows the estimate, asks, and sends a message for each
 * object. On AWS it ends there, because the functions empty the queue without it. On a laptop it waits until the queue is empty,
 * and reports the result.
 *
 * An object whose run failed gets no other run. It is reported, with the command that processes it again, and the exit code is 1.
 *
 * The list is read twice. Neither the list nor the messages are held in memory. An object that was put after the first reading
 * began is left out, because the estimate does not include it. An object that already has a run costs only one write unit and one
 * read unit, so a stopped backfill can be started again unchanged.
 *
 * @throws CommandError if there is no batch file, if the processor may not read one, or if it would take more than five days
 */
export async function backfillBucket(
  source: BucketSource,
  deployment: BucketDeployment,
  options: BackfillOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const { outputs, json, yes, ask } = options;
  const isLaptop = outputs === undefined;
  const beganAt = timestamp(new Date());
  const listed = () => batchFilesIn(source, deployment, beganAt);
  const looking = `looking for batch files in ${escapeForTerminal(uriOf({ ...source, key: source.prefix }))}`;
  terminal.progress.show(looking);
  const failedBefore = isLaptop
    ? await failedRuns(deployment, terminal)
    : await failedRunsIfAllowed(deployment, terminal);
  const failedOfThese = new Map<string, RunStatistics>();
  let listedFiles = 0;
  const found = await survey(
    told(readable(listed(), deployment), (file) => {
      listedFiles += 1;
      if (listedFiles % BETWEEN_PROGRESS === 0)
        terminal.progress.show(`${looking}: ${countText(listedFiles)}`);
      for (const run of failedBefore.get(uriOf(file)) ?? [])
        if (isOf(run, file)) failedOfThese.set(run.trace_id, run);
    }),
  );
  if (found.objects === 0)
    throw new CommandError(
      EXIT.wrong,
      `there is no batch file in ${escapeForTerminal(uriOf({ ...source, key: source.prefix }))}`,
    );
  const expected = await estimateOf(found, deployment, terminal);
  const pace: Pace = {
    filesAtOnce: deployment.backfillConcurrency,
    writeUnitsPerSecond: deployment.papersWarmWrites ?? NEW_TABLE_WRITE_UNITS_PER_SECOND,
  };
  const seconds = secondsOf(expected, pace);
  if (json) terminal.printJson(estimateJson(expected, pace));
  else
    terminal.print(
      estimateText(expected, { done: 0, failedBefore: 0, isLaptop, pace, width: terminal.columns }),
    );
  const needed = isLaptop ? undefined : paceNeeded(expected, pace, MOST);
  if (needed) throw new CommandError(EXIT.unusable, tooLongText(seconds, needed, pace));
  if (!yes && !(await ask?.("Begin?"))) return EXIT.ok;

  // The runs of these objects stay as they are, unless --again makes new ones.
  const stillFailed = options.again === undefined ? [...failedOfThese.values()] : [];
  reportFailedBefore(stillFailed, options, terminal);
  const before = isLaptop ? await stateOf(deployment, terminal) : undefined;
  const againAt = options.again === true ? beganAt : options.again && timestamp(options.again);
  // Printed before the first message is sent. Otherwise nobody could continue a backfill that is cut off.
  if (againAt && json) terminal.printJson({ type: "again", again_at: againAt });
  else if (againAt) terminal.print(`If this is cut off, go on with: --again ${againAt}`);
  const sent = await send(listed(), againAt, deployment, { terminal, stop });
  if (json)
    terminal.printJson({
      type: "sent",
      objects: sent,
      of: found.objects,
      ...(againAt && { again_at: againAt }),
    });
  else terminal.print(sentText({ sent, of: found.objects, againAt }, options));
  if (!before || stop.aborted) return sent < found.objects || stillFailed.length > 0 ? EXIT.wrong : EXIT.ok;
  await untilWorkedOff(deployment, { terminal, stop });
  const left = found.objects - sent;
  const after = await stateOf(deployment, terminal);
  return reportOf({ before, after, failedBefore: stillFailed.length, left }, options, terminal);
}

/**
 * `paperledger backfill --progress`: shows how many objects wait in the backfill's queue, are being processed, and were given up.
 */
export async function backfillProgress(
  { ledger: { statistics }, ...deployment }: BucketDeployment,
  { json }: Pick<BackfillOptions, "json">,
  terminal: Terminal,
): Promise<ExitCode> {
  const { sqs } = deployment.clients;
  const { waiting, inFlight } = await depthOf(sqs, (await deployment.backfillQueue()).url);
  const givenUp = await messagesIn(sqs, (await deployment.backfillDeadLetters()).url);
  const { runs_started, runs_completed, runs_failed, processed } = await statistics.tally({ kind: "total" });
  const runs = { started: runs_started, completed: runs_completed, failed: runs_failed };
  if (json)
    terminal.printJson({
      type: "backfill",
      waiting,
      in_flight: inFlight,
      given_up: givenUp,
      runs,
      records: processed,
    });
  else terminal.print(depthText({ waiting, inFlight, givenUp, runs, processed }));
  return givenUp === 0 ? EXIT.ok : EXIT.wrong;
}

/** Yields the objects whose keys are those of batch files and that existed when the backfill began. */
async function* batchFilesIn(
  source: BucketSource,
  { clients: { s3 }, rawBucket }: BucketDeployment,
  beganAt: Timestamp,
): AsyncIterable<UploadedBatchFile> {
  const isIgnored = ignoredKeys(readIgnoredKeys(environment.setting(PROCESSOR.texts.IGNORED_KEYS.setting)));
  for await (const file of objectsInBucket(s3, { ...source, rawBucket }))
    if (!isIgnored(file.key, file.sizeBytes) && file.lastModifiedAt <= beganAt) yield file;
}

/**
 * Passes the objects on. @throws CommandError at an object that the processor may not read, because its message would become a dead
 * letter
 */
async function* readable(
  files: AsyncIterable<UploadedBatchFile>,
  { mayRead, rawBucket }: BucketDeployment,
): AsyncIterable<UploadedBatchFile> {
  for await (const file of files) {
    if (!mayRead(file))
      throw new CommandError(
        EXIT.unusable,
        `the processor may not read ${escapeForTerminal(uriOf(file))}: add the bucket to PAPERLEDGER_BACKFILL_BUCKETS and deploy, or copy the objects below raw-data/ of ${rawBucket}, where S3 announces them`,
      );
    yield file;
  }
}

async function estimateOf(
  found: Survey<UploadedBatchFile>,
  { clients: { s3 } }: BucketDeployment,
  terminal: Terminal,
): Promise<Estimate> {
  const encoding = sourceTextEncoding();
  const objects = found.sampled.map((file) => objectToSample(s3, file));
  return estimate(found, await sampleObjects(objects, encoding, terminal));
}

interface Shown {
  readonly terminal: Terminal;
  readonly stop: AbortSignal;
}

/** Sends a message for each object, until the user stops it. Returns how many were sent. */
async function send(
  files: AsyncIterable<UploadedBatchFile>,
  againAt: Timestamp | undefined,
  deployment: BucketDeployment,
  { terminal, stop }: Shown,
): Promise<number> {
  async function* bodies() {
    for await (const file of files) {
      if (stop.aborted) return;
      yield JSON.stringify(backfillEvent({ ...file, ...(againAt !== undefined && { againAt }) }));
    }
  }
  let sent = 0;
  await sendMessages(deployment.clients.sqs, (await deployment.backfillQueue()).url, bodies(), (messages) => {
    sent += messages;
    terminal.progress.show(`  ${countOf(sent, "message")} sent`);
  });
  return sent;
}

/** Waits until the queue is empty and the laptop idle, or until the user stops it. */
async function untilWorkedOff(
  { clients, quiet, backfillQueue, ledger }: BucketDeployment,
  { terminal, stop }: Shown,
): Promise<void> {
  const { url } = await backfillQueue();
  const depth = () => depthOf(clients.sqs, url);
  const onDepth = ({ waiting, inFlight }: QueueDepth) => {
    terminal.progress.show(queueText({ waiting, inFlight }));
  };
  if (quiet) return untilQuiet(quiet, depth, { stop, onDepth });
  await waitUntilAtRest(
    {
      depth,
      async counted() {
        const total = await ledger.statistics.tally({ kind: "total" });
        return total.runs_completed + total.runs_failed + total.processed;
      },
      behind: async () => (await verifyStatistics(ledger)).behind.events,
    },
    { stop, onDepth },
  );
}

/** Waits for a laptop of this process, which reports when it is idle. */
async function untilQuiet(
  quiet: () => Promise<void>,
  depth: () => Promise<QueueDepth>,
  { stop, onDepth }: { readonly stop: AbortSignal; readonly onDepth: (depth: QueueDepth) => void },
): Promise<void> {
  while (!stop.aborted) {
    const found = await depth();
    onDepth(found);
    if (found.waiting + found.inFlight === 0) return quiet();
    await wait(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Calls a function for each file, and passes the files on. */
async function* told<File>(files: AsyncIterable<File>, tell: (file: File) => void): AsyncIterable<File> {
  for await (const file of files) {
    tell(file);
    yield file;
  }
}

/** Reads the runs that failed, by the URIs of their objects. */
async function failedRuns(
  { ledger: { statistics } }: Pick<BucketDeployment, "ledger">,
  terminal: Terminal,
): Promise<ReadonlyMap<string, readonly RunStatistics[]>> {
  const runs = await Array.fromAsync(statistics.runsWith("failed", printUnreadableOnce(terminal)));
  return Map.groupBy(runs, ({ bucket, key }) => uriOf({ bucket: bucket ?? "", key: key ?? "" }));
}

/**
 * Reads the same on AWS: one query for all failed runs. Sending messages needs no permission to read statistics. So without this permission, an
 * error says that the failed runs are not known, and the backfill goes on.
 */
async function failedRunsIfAllowed(
  deployment: Pick<BucketDeployment, "ledger">,
  terminal: Terminal,
): Promise<ReadonlyMap<string, readonly RunStatistics[]>> {
  try {
    return await failedRuns(deployment, terminal);
  } catch (error) {
    terminal.printError(
      `it is not known which of these objects have runs that failed before, because the statistics cannot be read (${escapeForTerminal(String(error))}): run ./paperledger status with a permission to read them`,
    );
    return new Map();
  }
}

/**
 * Tells whether the current content of the object had a run that failed. An object that was put after the failure has new
 * content.
 */
const isOf = ({ failure }: RunStatistics, { lastModifiedAt }: UploadedBatchFile): boolean =>
  failure !== null && lastModifiedAt <= failure.at;

function reportFailedBefore(
  runs: readonly RunStatistics[],
  options: BackfillOptions,
  terminal: Terminal,
): void {
  const fileOf = ({ bucket, key }: RunStatistics) => uriOf({ bucket: bucket ?? "", key: key ?? "" });
  if (options.json)
    for (const run of runs) terminal.printJson({ type: "failed-before", file: fileOf(run), ...run });
  else if (runs.length > 0) terminal.print(failedBeforeText(runs, fileOf, options));
}

/** The state of the ledger before or after a backfill. */
interface LedgerState {
  readonly tally: Parameters<typeof tallyDifference>[0];
  readonly failed: ReadonlySet<string>;
  readonly failedRuns: readonly RunStatistics[];
  readonly givenUp: number;
}

async function stateOf(deployment: BucketDeployment, terminal: Terminal): Promise<LedgerState> {
  const failed = [...(await failedRuns(deployment, terminal)).values()].flat();
  return {
    tally: await deployment.ledger.statistics.tally({ kind: "total" }),
    failed: new Set(failed.map(({ trace_id }) => trace_id)),
    failedRuns: failed,
    givenUp: await messagesIn(deployment.clients.sqs, (await deployment.backfillDeadLetters()).url),
  };
}

interface WorkedOff {
  readonly before: LedgerState;
  readonly after: LedgerState;
  /** Objects whose runs failed in an earlier backfill, and for which no new run was made. */
  readonly failedBefore: number;
  /** Objects that were not sent. */
  readonly left: number;
}

function reportOf(
  { before, after, failedBefore, left }: WorkedOff,
  options: BackfillOptions,
  terminal: Terminal,
): ExitCode {
  const tally = tallyDifference(after.tally, before.tally);
  const givenUp = Math.max(0, after.givenUp - before.givenUp);
  const failed = after.failedRuns.filter(({ trace_id }) => !before.failed.has(trace_id));
  for (const run of failed)
    if (options.json) terminal.printJson(runLine(run));
    else terminal.print(failedRunText(run.key ?? "a file", "failed", run, options));
  if (options.json)
    terminal.printJson({
      type: "backfilled",
      completed: tally.runs_completed,
      failed: failed.length,
      failed_before: failedBefore,
      given_up: givenUp,
      left,
      processed: tally.processed,
    });
  else terminal.print(ranText(tally, { failed: failed.length, failedBefore, givenUp }, terminal.columns));
  const isAllWell = failed.length === 0 && failedBefore === 0 && givenUp === 0 && left === 0;
  return isAllWell ? EXIT.ok : EXIT.wrong;
}
