import { setTimeout as wait } from "node:timers/promises";
import { DataFolderInUseError } from "@paperledger/local/data-folder";
import { startLaptop } from "@paperledger/local/start-laptop";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import { commandLine } from "../render/where-next.ts";
import { humanReport } from "../reports/human-report.ts";
import { jsonReport } from "../reports/json-report.ts";
import { logLinePrinter } from "../reports/log-lines.ts";
import { reportRuns } from "../runs/report-runs.ts";
import { vectorizedRuns } from "../runs/vectorized.ts";
import { watchRuns } from "../runs/watch-runs.ts";
import { SAMPLE, SAMPLE_FILE_NAME, sampleBatchFile } from "../sample/sample-batch-file.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { mustBeReadable } from "./batch-files-on-disk.ts";
import { exitCodeOf } from "./exit-code-of.ts";

export interface StartOptions {
  /** Null keeps everything in memory. */
  readonly dataDir: string | null;
  readonly once: boolean;
  readonly json: boolean;
  readonly verbose: boolean;
}

/** `paperledger start`: brings the laptop up, ingests files or the sample, and tells of every run until it is stopped. */
export async function start(
  files: readonly string[],
  { dataDir, once, json, verbose }: StartOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  await mustBeReadable(files);
  const report = (json ? jsonReport : humanReport)(terminal, dataDir);
  const say = (text: string) => json || terminal.print(text);
  const vectorized = vectorizedRuns();
  const laptop = await startLaptop({
    ...(dataDir !== null && { dataDir }),
    onLogLine: logLinePrinter(terminal, verbose),
    onDelivery: (delivery) => vectorized.add(delivery) && report.delivered(delivery),
  }).catch((error) => {
    throw error instanceof DataFolderInUseError ? inUse(error, dataDir ?? "") : error;
  });
  try {
    const watch = await watchRuns(laptop.ledger.statistics);
    report.ready(laptop.environment);
    const keys: string[] = [];
    const uploaded = (key: string, what: string) => {
      keys.push(key);
      report.uploaded(key, what);
    };
    for (const file of files) if (!stop.aborted) uploaded(await laptop.uploadFile(file), file);
    if (files.length === 0)
      uploaded(
        await laptop.upload({ name: SAMPLE_FILE_NAME, content: sampleBatchFile() }),
        `a sample of ${SAMPLE.papers} synthetic papers`,
      );

    if (!once) say("");
    const ended = await reportRuns({ laptop, watch, report, keys, keepsOn: !once, vectorized, stop });
    if (!once) return EXIT.ok;
    await Promise.race([laptop.quiet(), wait(QUIET_WITHIN_MS, undefined, { ref: false })]);
    return exitCodeOf(ended, keys, stop);
  } finally {
    if (stop.aborted) say("Stopping...");
    await laptop.stop();
  }
}
