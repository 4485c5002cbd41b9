import type { JobOutput } from "@paperledger/dashboard/jobs/job-output";
import picocolors from "picocolors";
import type { Terminal } from "../terminal/terminal.ts";

/** The width of the page's output of a job, in columns. */
const COLUMNS = 100;

/** Returns the terminal of a job that was started on the page. It has no colours. Each progress text replaces the one before. */
export const jobTerminal = ({ print, progress }: JobOutput, onEnd: (error: Error) => void): Terminal => ({
  colors: picocolors.createColors(false),
  columns: COLUMNS,
  print,
  printError: print,
  printJson: (value) => print(JSON.stringify(value)),
  progress: { show: progress, clear: () => progress(null) },
  endWith: onEnd,
});
