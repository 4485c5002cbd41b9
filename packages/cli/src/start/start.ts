import { setTimeout as wait } from "node:timers/promises";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import type { Laptop } from "@paperledger/local/laptop";
import { mustBeReadable } from "../batch-files-on-disk.ts";
import { CommandError, EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import { startOwnLaptop } from "../deployments/open-laptop.ts";
import { exitCodeOf } from "../run-reports/exit-code-of.ts";
import { reportFor, reportRuns } from "../run-reports/report-runs.ts";
import type { RunReport } from "../run-reports/run-report.ts";
import { vectorizedRuns } from "../run-reports/vectorized.ts";
import { watchRuns } from "../run-reports/watch-runs.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { notUploadedText } from "../text/not-uploaded.ts";
import { printUnreadableOnce } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";
import { faultsMade } from "./faults-made.ts";
import { doFilesWait, readHoldings } from "./holdings.ts";
import { SAMPLE, SAMPLE_FILE_NAME, sampleBatchFile } from "./sample/sample-batch-file.ts";

export interface StartOptions {
  /** Null keeps everything in memory. */
  readonly dataDir: string | null;
  readonly once: boolean;
  readonly json: boolean;
  /** Makes requests to AWS fail, in the same way for the same seed. */
  readonly chaosSeed?: number | undefined;
  /** Lets DynamoDB throttle and refuse as it does on AWS. */
  readonly limits?: boolean;
}

/**
 * `paperledger start`: starts the laptop, ingests files, and reports every run until it is stopped. Without a file, it ingests the
 * sample if the data folder holds nothing yet, or if all data is in memory. A folder that holds something goes on with its work.
 */
export async function start(
  files: readonly string[],
  { dataDir, once, json, chaosSeed, limits = false }: StartOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  await mustBeReadable(files);
  const report = reportFor(terminal, json, { dataDir, keepsServing: !once });
  const vectorized = vectorizedRuns();
  const faults = faultsMade();
  const laptop = await startOwnLaptop(dataDir, terminal, {
    stop,
    chaosSeed,
    limits,
    isForOneCommand: once,
    onLogLine: faults.hear,
    onDelivery(delivery) {
      if (vectorized.add(delivery)) report.delivered(delivery);
    },
  }).catch((error) => {
    throw error instanceof DataFolderInUseError && dataDir !== null ? inUse(error, dataDir) : error;
  });
  await using page = new AsyncDisposableStack();
  try {
    const onUnreadable = printUnreadableOnce(terminal);
    const holdings =
      files.length > 0 || dataDir === null ? undefined : await readHoldings(laptop, onUnreadable);
    const watch = await watchRuns(laptop.ledger.statistics, onUnreadable, {
      doOldFilesWait: holdings !== undefined && doFilesWait(holdings),
    });
    report.ready(laptop.environment, once ? undefined : await pageOf(laptop, dataDir, page, terminal));
    refuseIfStopped(stop);
    if (holdings) report.goesOn(holdings);
    const keys = holdings ? [] : await upload(files, laptop, report, stop);
    const left = files.slice(keys.length);
    if (left.length > 0) terminal.printError(notUploadedText(left));
    const { quiet } = laptop;
    const ledger = { ...laptop.ledger, onUnreadable };
    const reported = { ledger, quiet, watch, report, keys, vectorized, stop };
    const ended = await reportRuns({ ...reported, others: true, keepsOn: !once });
    if (!once) return EXIT.ok;
    await quietOrStopped(laptop, stop);
    const afterStop = dataDir === null ? "Nothing of it is kept" : "The next start goes on with it";
    const code = exitCodeOf({ ended, keys, stop, afterStop, lastError: laptop.lastError() });
    return left.length > 0 ? EXIT.wrong : code;
  } finally {
    if (stop.aborted) report.stopping();
    await page.disposeAsync();
    await laptop.stop();
    if (chaosSeed !== undefined) terminal.printError(faults.text(chaosSeed));
  }
}

/** Starts the dashboard of a laptop that this process runs. Returns its address. */
async function pageOf(
  laptop: Laptop,
  dataDir: string | null,
  opened: AsyncDisposableStack,
  terminal: Terminal,
): Promise<string> {
  const { startLaptopDashboard } = await import("../dashboard/laptop-dashboard.ts");
  const { tellJobsAtStop } = await import("../dashboard/jobs-at-stop.ts");
  const page = await startLaptopDashboard(laptop, dataDir);
  opened.defer(() => page.stop(tellJobsAtStop(terminal)));
  return page.url;
}

/** Uploads the files, or the sample if there are none. Returns their keys. */
async function upload(
  files: readonly string[],
  laptop: Laptop,
  report: RunReport,
  stop: AbortSignal,
): Promise<readonly string[]> {
  if (files.length === 0) {
    const key = await laptop.upload({ name: SAMPLE_FILE_NAME, content: sampleBatchFile() });
    report.uploaded(key, `a sample of ${SAMPLE.papers} synthetic papers`);
    return [key];
  }
  const keys: string[] = [];
  for (const file of files) {
    if (stop.aborted) break;
    const key = await laptop.uploadFile(file);
    report.uploaded(key, file);
    keys.push(key);
  }
  return keys;
}

/** Stops waiting after this time, for example if a retry is due later. The next start continues the work. */
const QUIET_WITHIN_MS = 10_000;

async function quietOrStopped(laptop: Laptop, stop: AbortSignal): Promise<void> {
  const longEnough = wait(QUIET_WITHIN_MS, undefined, { signal: stop, ref: false }).catch(() => undefined);
  await Promise.race([laptop.quiet(), longEnough]);
}

const inUse = (error: DataFolderInUseError, dataDir: string) =>
  new CommandError(
    EXIT.unusable,
    [
      `A laptop runs on ${escapeForTerminal(dataDir)} already${error.pid === undefined ? "" : ` (process ${error.pid})`}.`,
      `To ingest files there:     ${commandLine("ingest FILE", { dataDir })}`,
      "To run another beside it:  ./paperledger start --data ANOTHER_FOLDER, or --memory",
    ].join("\n"),
    { cause: error },
  );
