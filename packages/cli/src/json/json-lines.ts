import type * as z from "zod";
import { INGEST_LINES } from "./ingest-lines.ts";
import { PAPER_LINES, REDRIVE_LINES, STATISTICS_LINES } from "./paper-lines.ts";
import { RUN_LINES } from "./run-lines.ts";
import { ERROR_LINES, STATUS_LINES } from "./status-lines.ts";

/** The schema of each type of line that `--json` prints. `docs/json-output.md` is made from them. */
export const JSON_LINES: Readonly<Record<string, z.ZodType>> = {
  ...ERROR_LINES,
  ...STATUS_LINES,
  ...RUN_LINES,
  ...PAPER_LINES,
  ...STATISTICS_LINES,
  ...REDRIVE_LINES,
  ...INGEST_LINES,
};

const RUNS_OF_UPLOADS = ["uploaded", "progress", "subscriber", "result", "results"] as const;
const UNREADABLE = "unreadable-items";

/** The type of line that every command with `--json` prints if it ends with an error. */
export const ERROR_LINE = "error";

/** The types of line that each command prints if it succeeds. Every command but `tail` prints at least one line. */
export const LINES_OF_COMMANDS: Readonly<Record<string, readonly string[]>> = {
  status: ["status"],
  start: ["ready", ...RUNS_OF_UPLOADS],
  dashboard: ["dashboard"],
  env: ["environment"],
  tail: [],
  replay: ["events-found", UNREADABLE, "replayed"],
  ingest: [...RUNS_OF_UPLOADS],
  backfill: ["left-out", "estimate", "failed-before", "again", "sent", "run", "backfilled", "backfill"],
  runs: ["run", "stuck-run", "stuck-runs", "next-page", "counted-up-to", UNREADABLE],
  trace: [UNREADABLE, "run", "run-event", "attempt", "unreadable", "reject"],
  papers: ["paper", "written-paper", "written-papers", "next-page", UNREADABLE],
  stats: ["statistics", UNREADABLE],
  verify: ["still-counting", "difference", "unreadable", "verified"],
  rebuild: [UNREADABLE, "rebuilt"],
  rejects: [UNREADABLE, "reject", "rejects"],
  redrive: [
    UNREADABLE,
    "redriven-run",
    "redriven-runs",
    "redriven-rejects",
    "redrive-under-way",
    "reject-left",
    "rejects-left",
    "redriven-files",
    "redrive-outcome",
    "redriven-batch",
    "redriven-batches",
    "redriven-event",
    "redriven-events",
    "redriven-uploads",
    "events-found",
    "projected-events",
  ],
  completion: [],
};
