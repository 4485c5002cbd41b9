import type { Terminal } from "../terminal/terminal.ts";
import { humanReport } from "./human-report.ts";
import { jsonReport } from "./json-report.ts";
import type { RunReport } from "./run-report.ts";

/** @param dataDir where state is kept; null where that is in memory */
export const reportFor = (terminal: Terminal, json: boolean, dataDir: string | null): RunReport =>
  json ? jsonReport(terminal, dataDir) : humanReport(terminal, dataDir);
