import { countOf } from "@paperledger/core/text/quantities";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { holdingsText } from "../start/holdings.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { fields, wrapped } from "../text/fields.ts";
import { commandLine, exportsText, type RunsToLookAt, whereNextText } from "../text/where-next.ts";
import type { EndedRun } from "./ended-run.ts";
import { progressText } from "./progress-text.ts";
import type { RunReport } from "./run-report.ts";
import { summaryText } from "./summary.ts";

export interface ReportedOn {
  /** The data folder, or null if all data is in memory, where no other command can reach it. */
  readonly dataDir: string | null;
  /** True if the laptop keeps running when the runs have ended. */
  readonly keepsServing: boolean;
}

/** Reports runs to people, in text and colours. */
export function humanReport(terminal: Terminal, { dataDir, keepsServing }: ReportedOn): RunReport {
  const { colors, columns: width, print, progress } = terminal;
  let environment: Readonly<Record<string, string>> = {};
  const uploads = new Set<string>();
  // The files whose runs have begun or are expected, and have not ended.
  const unended = new Set<string>();
  return {
    ready(known, dashboardUrl) {
      environment = known;
      const kept = dataDir === null ? "in memory: gone at the end" : escapeForTerminal(dataDir);
      print(colors.bold("paperledger is up: S3, SQS, Lambda, DynamoDB and EventBridge on this machine"));
      const isAnswering = keepsServing && dataDir !== null;
      const rows: readonly (readonly [string, string])[] = [
        ...(dashboardUrl === undefined ? [] : [["page", dashboardUrl] as const]),
        ...(isAnswering ? [["env", `${commandLine("env", { dataDir })} prints its endpoints`] as const] : []),
      ];
      print(fields([["data", kept], ...rows], { label: colors.dim }));
    },
    goesOn: (holdings) =>
      print(wrapped(holdingsText(holdings), width ?? Number.POSITIVE_INFINITY).join("\n")),
    uploaded(key, what) {
      uploads.add(key);
      unended.add(key);
      print(
        fields([["file", `${escapeForTerminal(what)}, as ${escapeForTerminal(key)}`]], {
          width,
          label: colors.dim,
        }),
      );
    },
    progress(runs) {
      for (const { key, run_status } of runs) if (key !== null && run_status === "running") unended.add(key);
      if (runs.length > 0) progress.show(progressText(runs, Date.now()));
    },
    delivered: () => undefined,
    awaitingSubscriber: (answered, batches) =>
      progress.show(
        answered === 0
          ? "  counted; waiting for the sample subscriber"
          : `  counted; the sample subscriber has handled ${answered} of ${countOf(batches, "batch-done event")}`,
      ),
    ended(ended, vectorized) {
      unended.delete(ended.result.s3_key);
      const ulid = ulidOf(ended.result.trace_id);
      const isOnlyOne = uploads.size === 1 && uploads.has(ended.result.s3_key);
      const summary = summaryText(ended, {
        colors,
        width,
        showsRejectObjects: dataDir === null,
        ...(vectorized && { vectorized }),
        ...(dataDir !== null && !isOnlyOne && { traceCommand: commandLine(`trace ${ulid}`, { dataDir }) }),
      });
      print(`\n${summary}`);
    },
    allEnded(runs) {
      const failed = runs.filter(({ result }) => result.status === "failed").length;
      if (runs.length > 1)
        print(`\n${countOf(runs.length, "run")} ended: ${runs.length - failed} completed, ${failed} failed`);
      const last = runs.at(-1);
      if (dataDir === null && keepsServing) print(`\n${exportsText(environment, colors)}`);
      if (dataDir !== null && last)
        print(`\n${whereNextText(runsToLookAt(runs, last), { dataDir, keepsServing, colors, width })}`);
      if (keepsServing) print(`\n${colors.bold("Serving until Ctrl-C")}`);
    },
    stopping: () =>
      print(
        dataDir === null || unended.size === 0
          ? "Stopping ..."
          : `Stopping. ${countOf(unended.size, "unfinished run")} ${unended.size === 1 ? "goes" : "go"} on at the next start`,
      ),
  };
}

function runsToLookAt(runs: readonly EndedRun[], last: EndedRun): RunsToLookAt {
  const idsOf = (some: readonly EndedRun[]) => some.map(({ result }) => parseTraceId(result.trace_id));
  const began = runs.flatMap(({ run }) => (run.started_at === null ? [] : [Date.parse(run.started_at)]));
  return {
    last: parseTraceId(last.result.trace_id),
    lastWriting: idsOf(runs.filter(({ run }) => run.tally.upserted > 0)).at(-1),
    failed: idsOf(runs.filter(({ result }) => result.status === "failed")),
    rejecting: idsOf(runs.filter(({ result }) => result.failed_count > 0)),
    since: new Date(Math.min(...began)),
  };
}
