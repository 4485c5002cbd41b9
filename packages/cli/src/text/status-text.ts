import type { RunStatus } from "@paperledger/core/statistics/run-statistics";
import type { Colors } from "../terminal/terminal.ts";

/** Returns the status of a run in its colour. */
export function statusText(status: RunStatus, colors: Colors, text: string = status): string {
  switch (status) {
    case "running":
      return colors.yellow(text);
    case "completed":
      return colors.green(text);
    case "failed":
      return colors.red(text);
  }
}
