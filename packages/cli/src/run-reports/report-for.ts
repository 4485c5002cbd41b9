import type { Terminal } from "../terminal/terminal.ts";
import { humanReport, type ReportedOn } from "./human-report.ts";
import { jsonReport } from "./json-report.ts";
import type { RunReport } from "./run-report.ts";

export const reportFor = (terminal: Terminal, json: boolean, on: ReportedOn): RunReport =>
  json ? jsonReport(terminal, on.dataDir) : humanReport(terminal, on);
