import { listBatchFiles } from "@paperledger/aws/batch-files/batch-file-uploads";
import { BatchFileError } from "@paperledger/core/batch-files/batch-file";
import { redrivesUnderWay, type UploadedRedrive } from "@paperledger/core/rejects/redrives-under-way";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import { redrivesPrefix } from "@paperledger/core/runs/redrives";
import { countOf } from "@paperledger/core/text/quantities";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { formats } from "@paperledger/functions/processor/formats";
import { CommandError } from "../command-error.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type RedrivenRejects, redriveRejects } from "./redrive-rejects.ts";

type Used = Pick<Deployment, "ledger" | "clients" | "rawBucket" | "isForOneCommand">;

/** The rejects of some runs after they were uploaded again, run by run. */
export interface OpenRejectsUploaded {
  /** The run of the rejects in each uploaded file, by the file's key. */
  readonly uploads: ReadonlyMap<string, TraceId>;
  /** The number of records in these files. */
  readonly records: number;
  /** The number of rejects that could not be uploaded. It leaves out those of a run whose rejects could not be read. */
  readonly left: number;
  /** True if some rejects could not be uploaded. */
  readonly hasLeft: boolean;
  /** The number of runs whose rejects another redrive is reading. */
  readonly leftToOthers: number;
  /** The number of runs that were not tried, or not to the end. */
  readonly notTried: number;
  /** The error of a store. After it, no further run was tried. */
  readonly storeProblem: { readonly error: unknown } | undefined;
}

/**
 * Uploads the rejects of runs as new batch files, one run after the other, and reports each file and each reject that is left. Rejects that
 * another redrive is reading are left to it, and it is named. If `stop` aborts, or a store has an error, no further run is begun.
 */
export async function uploadOpenRejects(
  traceIds: readonly TraceId[],
  deployment: Used,
  {
    json,
    stop,
    onUnreadable,
  }: { readonly json: boolean; readonly stop: AbortSignal; readonly onUnreadable: OnUnreadable },
  terminal: Terminal,
): Promise<OpenRejectsUploaded> {
  const report = reporter(json, deployment.isForOneCommand ?? false, terminal);
  const uploads = new Map<string, TraceId>();
  const sums = { records: 0, left: 0, hasLeft: false, leftToOthers: 0, stopped: 0 };
  const noteLeft = (traceId: TraceId, count: number | null, why: string) => {
    sums.left += count ?? 0;
    sums.hasLeft = true;
    report.allLeft(traceId, count, why);
  };
  const note = (traceId: TraceId, part: RedrivenRejects) => {
    switch (part.kind) {
      case "stopped":
        sums.stopped += 1;
        return;
      case "refused":
        return noteLeft(traceId, part.records, part.why);
      case "uploaded":
        uploads.set(part.key, traceId);
        sums.records += part.records;
        return report.uploaded(part);
      case "left":
        sums.left += 1;
        sums.hasLeft = true;
        return report.left(traceId, part);
    }
  };
  const uploadOne = async (traceId: TraceId): Promise<void> => {
    const { runs, notBegun } = await redrivesUnderWay(traceId, storesOf(deployment), new Date());
    if (runs.length + notBegun.length > 0) {
      sums.leftToOthers += 1;
      return report.underWay(traceId, runs, notBegun);
    }
    for await (const part of redriveRejects(traceId, deployment, formats, { onUnreadable, stop }))
      note(traceId, part);
  };
  let storeProblem: { readonly error: unknown } | undefined;
  let tried = 0;
  for (const traceId of traceIds) {
    if (stop.aborted || storeProblem) break;
    tried += 1;
    try {
      await uploadOne(traceId);
    } catch (error) {
      if (error instanceof BatchFileError || error instanceof CommandError)
        noteLeft(traceId, null, error.message);
      else storeProblem = { error };
    }
  }
  const { stopped, ...counts } = sums;
  return { uploads, ...counts, notTried: traceIds.length - tried + stopped, storeProblem };
}

/** Returns functions that print the outcome of the rejects, for people or as lines of JSON. */
function reporter(json: boolean, isForOneCommand: boolean, { print, printJson, printError }: Terminal) {
  return {
    uploaded({ kind: _, ...told }: Extract<RedrivenRejects, { kind: "uploaded" }>) {
      if (json) printJson({ type: "redriven-rejects", ...told });
      else
        print(
          `${countOf(told.records, "reject")} uploaded as ${escapeForTerminal(told.key)}: a run of their own.`,
        );
    },
    left(traceId: TraceId, { kind: _, ...told }: Extract<RedrivenRejects, { kind: "left" }>) {
      if (json) printJson({ type: "reject-left", ...told });
      else printError(`record ${told.record_number} of ${ulidOf(traceId)} is left: ${told.why}`);
    },
    allLeft(traceId: TraceId, count: number | null, why: string) {
      if (json) printJson({ type: "rejects-left", trace_id: traceId, records: count, why });
      else
        printError(
          `${count === null ? "the rejects" : countOf(count, "reject")} of ${ulidOf(traceId)} ${count === 1 ? "is" : "are"} left: ${escapeForTerminal(why)}`,
        );
    },
    underWay(traceId: TraceId, by: readonly TraceId[], notBegun: readonly string[]) {
      if (json) printJson({ type: "redrive-under-way", trace_id: traceId, by, not_begun: notBegun });
      else print(underWayText(traceId, by, notBegun, isForOneCommand));
    },
  };
}

/** Returns the stores that tell which redrives are under way. If this user may not list the raw bucket, only redrives that have begun are found. */
const storesOf = ({ ledger, clients, rawBucket }: Used) => ({
  ...ledger,
  async uploadsOf(traceId: TraceId): Promise<readonly UploadedRedrive[]> {
    const files = listBatchFiles(clients.s3, rawBucket, redrivesPrefix(traceId));
    try {
      const uploaded = await Array.fromAsync(files);
      return uploaded.map(({ key, lastModifiedAt }) => ({ key, uploadedAt: new Date(lastModifiedAt) }));
    } catch (error) {
      if (error instanceof Error && error.name === "AccessDenied") return [];
      throw error;
    }
  },
});

/** @param isForOneCommand true if this command's own laptop goes on with the run, because nothing else can */
function underWayText(
  traceId: TraceId,
  by: readonly TraceId[],
  notBegun: readonly string[],
  isForOneCommand: boolean,
): string {
  const begin = `The rejects of ${ulidOf(traceId)} are left out:`;
  const reading = by.map(ulidOf);
  if (reading.length > 0) {
    const isOne = reading.length === 1;
    const advice = isForOneCommand
      ? `This command goes on with ${isOne ? "it" : "them"}`
      : `Wait until ${isOne ? "it has" : "they have"} ended`;
    return `${begin} ${reading.join(", ")} ${isOne ? "is" : "are"} reading them again. ${advice}: ${reading.map((each) => `trace ${each}`).join(", ")}.`;
  }
  const advice = isForOneCommand
    ? "This command goes on with it, and runs lists it when it has begun"
    : "Wait until it is in the list of runs: runs";
  return `${begin} they are uploaded as ${notBegun.map(escapeForTerminal).join(", ")}, and the run that reads them has not begun. ${advice}. If it was given up: redrive --failed.`;
}
