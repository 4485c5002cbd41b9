import { countOf, durationText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { RunLine } from "../../src/api/answers.ts";
import { fileNameText } from "../pieces/file-name.ts";
import { shortMoment } from "../pieces/formats.ts";
import type { Bar } from "./bars.ts";

/** Says what a bar is: its run, or the runs of its bucket of time. */
export function barText({ runs, fromMs, toMs, totalMs }: Bar, now: Date): string {
  const moment = (ms: number) => shortMoment(new Date(ms).toISOString(), now);
  const [only] = runs;
  if (only && fromMs === toMs) return `${moment(fromMs)}: ${runText(only)}`;
  const failed = runs.filter(({ outcome }) => outcome === "failed").length;
  return `${moment(fromMs)} to ${moment(toMs)}: ${countOf(runs.length, "run")}${failed > 0 ? `, ${failed} failed` : ""}, together ${durationText(totalMs)}`;
}

function runText({ trace_id, key, outcome, was_redriven, span_ms }: RunLine): string {
  const name = key === null ? ulidOf(trace_id) : fileNameText(key);
  return [name, outcome, was_redriven ? "redriven" : "", durationText(span_ms)].filter(Boolean).join(", ");
}
