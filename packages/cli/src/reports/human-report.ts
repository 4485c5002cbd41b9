import { parseTraceId, ulidOf } from "@paperledger/core/trace-ids/trace-id";
import { fields } from "../render/fields.ts";
import { progressText } from "../render/progress-text.ts";
import { countOf } from "../render/quantities.ts";
import { summaryText } from "../render/summary.ts";
import { commandLine, exportsText, whereNextText } from "../render/where-next.ts";
import { harmless } from "../terminal/harmless.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { RunReport } from "./run-report.ts";

/** @param dataDir where state is kept; null where that is in memory, where no other command finds it */
export function humanReport(terminal: Terminal, dataDir: string | null): RunReport {
  const { colors, columns: width, print, progress } = terminal;
  let environment: Readonly<Record<string, string>> = {};
  return {
    ready(known) {
      environment = known;
      const kept = dataDir === null ? "in memory: gone at the end" : harmless(dataDir);
      print(colors.bold("paperledger is up: S3, SQS, Lambda, DynamoDB and EventBridge on this machine"));
      print(fields([["data", kept]], { label: colors.dim }));
    },
    uploaded: (key, what) =>
      print(fields([["upload", `${harmless(what)}, as ${harmless(key)}`]], { width, label: colors.dim })),
    progress(runs) {
      if (runs.length > 0) progress.show(progressText(runs, Date.now()));
    },
    delivered: () => undefined,
    ended(ended, vectorized) {
      const ulid = ulidOf(parseTraceId(ended.result.trace_id));
      const summary = summaryText(ended, {
        colors,
        width,
        ...(vectorized && { vectorized }),
        ...(dataDir !== null && { traceCommand: commandLine(`trace ${ulid}`, dataDir) }),
      });
      print(`\n${summary}`);
    },
    allEnded(runs) {
      const failed = runs.filter(({ result }) => result.status === "failed").length;
      if (runs.length > 1)
        print(`\n${countOf(runs.length, "run")} ended: ${runs.length - failed} completed, ${failed} failed`);
      const last = runs.at(-1);
      if (dataDir === null) print(`\n${exportsText(environment, colors)}`);
      else if (last) print(`\n${whereNextText(parseTraceId(last.result.trace_id), dataDir, colors)}`);
    },
  };
}
