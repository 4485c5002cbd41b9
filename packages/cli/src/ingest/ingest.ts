import { mustBeReadable } from "../batch-files-on-disk.ts";
import { EXIT, type ExitCode, refuseIfStopped } from "../command-error.ts";
import { openLaptop } from "../deployments/open-laptop.ts";
import { exitCodeOf } from "../run-reports/exit-code-of.ts";
import { reportFor, reportRuns } from "../run-reports/report-runs.ts";
import { vectorizedRuns } from "../run-reports/vectorized.ts";
import { watchRuns } from "../run-reports/watch-runs.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { nextGoesOnText } from "../text/goes-on.ts";
import { notUploadedText } from "../text/not-uploaded.ts";
import { printUnreadableOnce } from "../text/unreadable-items.ts";
import { downloadObject, type ObjectInS3, objectInS3 } from "./object-in-s3.ts";

export interface IngestOptions {
  readonly dataDir: string;
  readonly json: boolean;
}

/**
 * `paperledger ingest`: uploads files to the laptop, and waits until their runs have ended. Each upload starts a run, so an
 * object in its S3 is uploaded again under a new key.
 */
export async function ingest(
  sources: readonly string[],
  { dataDir, json }: IngestOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  const files = sources.map((source) => ({ source, object: objectInS3(source) }));
  await mustBeReadable(files.flatMap(({ source, object }) => (object ? [] : [source])));
  const report = reportFor(terminal, json, { dataDir, keepsServing: false });
  const vectorized = vectorizedRuns();
  const laptop = await openLaptop(dataDir, terminal, {
    stop,
    onDelivery(delivery) {
      if (vectorized.add(delivery)) report.delivered(delivery);
    },
  });
  try {
    const onUnreadable = printUnreadableOnce(terminal);
    const watch = await watchRuns(laptop.ledger.statistics, onUnreadable);
    const upload = async (source: string, object: ObjectInS3 | undefined) =>
      object ? laptop.upload(await downloadObject(object, laptop.environment)) : laptop.uploadFile(source);
    refuseIfStopped(stop);
    const keys: string[] = [];
    for (const { source, object } of files) {
      if (stop.aborted) break;
      const key = await upload(source, object);
      keys.push(key);
      report.uploaded(key, source);
    }
    if (keys.length < files.length)
      terminal.printError(notUploadedText(files.slice(keys.length).map(({ source }) => source)));
    const { quiet } = laptop;
    const ledger = { ...laptop.ledger, onUnreadable };
    const reported = { ledger, watch, report, keys, stop, ...(quiet && { quiet, vectorized }) };
    const ended = await reportRuns({ ...reported, others: false, keepsOn: false });
    const lastError = laptop.lastError?.();
    const afterStop = quiet ? nextGoesOnText("it") : "The start that runs on this folder goes on with it";
    return keys.length < files.length ? EXIT.wrong : exitCodeOf({ ended, keys, stop, afterStop, lastError });
  } finally {
    await laptop.stop();
  }
}
