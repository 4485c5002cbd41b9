import { countedUpToJson, readCountedUpTo } from "@paperledger/core/statistics/counted-up-to";
import { RUN_STATUSES, type RunStatistics } from "@paperledger/core/statistics/run-statistics";
import { type RunSelection, selectRuns, timeOfSelection } from "@paperledger/core/statistics/select-runs";
import { countedUpToText } from "@paperledger/core/text/counted-up-to";
import { localDate, momentText } from "@paperledger/core/text/moment";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { runLine } from "../json/run-line.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rangeError } from "../text/range-error.ts";
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { commandLine } from "../text/where-next.ts";
import { findRun } from "./find-run.ts";
import { runsTable } from "./runs-table.ts";

export interface RunsOptions extends Omit<RunSelection, "before">, DeploymentPlace {
  readonly json: boolean;
  readonly limit: number;
  /** A run by its trace id, its ULID, or a beginning of its ULID. Only runs before it are listed. */
  readonly before?: string | undefined;
}

/** `paperledger runs`: lists the newest runs. They can be filtered by time, status, source, file, or reason. */
export const runs = (options: RunsOptions, terminal: Terminal, now = new Date()): Promise<ExitCode> =>
  readDeploymentLedger(options, async ({ statistics }, { isAtRest }) => {
    const { limit, json, before, from, to = now } = options;
    if (from && from > to) throw rangeError(from, options.to);
    const selection: RunSelection = {
      ...options,
      before: before === undefined ? undefined : await findRun(before, statistics, options),
    };
    const found: RunStatistics[] = [];
    const unreadable = unreadableItems();
    for await (const run of selectRuns(statistics, selection, now, unreadable.note)) {
      found.push(run);
      if (found.length > limit) break;
    }
    const shown = found.slice(0, limit);
    const last = found.length > limit ? shown.at(-1) : undefined;
    if (json) {
      for (const run of shown) terminal.printJson(runLine(run));
      if (last) terminal.printJson({ type: "next-page", before: last.trace_id });
    } else {
      const { colors, columns, print } = terminal;
      if (shown.length === 0) print(nothingText(selection, now));
      else print(runsTable(shown, colors, columns));
      const running = shown.filter(({ run_status }) => run_status === "running").length;
      if (isAtRest && running > 0)
        print(
          colors.dim(
            `Nothing works on this folder now. The running ${running === 1 ? "run goes" : "runs go"} on with: ${commandLine("start", options)}`,
          ),
        );
      if (last) print(colors.dim(`There are more: the same command with --before ${ulidOf(last.trace_id)}`));
      if (timeOfSelection(selection, now).kind === "week")
        print(colors.dim("These are runs of the last 7 days. For other days: --from TIME"));
    }
    const countedUpTo = await readCountedUpTo(statistics, unreadable.note);
    if (countedUpTo && json) terminal.printJson({ type: "counted-up-to", ...countedUpToJson(countedUpTo) });
    if (countedUpTo && !json) terminal.print(terminal.colors.dim(countedUpToText(countedUpTo)));
    return reportUnreadable(unreadable, json, terminal) ? EXIT.wrong : EXIT.ok;
  });

function nothingText(selection: RunSelection, now: Date): string {
  const { date, statuses, failedSince } = selection;
  if (failedSince !== undefined) return `No such run failed since ${momentText(failedSince.toISOString())}.`;
  const which = statuses.length === 0 ? "run" : `${statuses.join(" or ")} run`;
  const time = timeOfSelection(selection, now);
  if (date !== undefined) return `No ${which} on ${date} (UTC).`;
  if (time.kind === "today")
    return `No run today (${now.toISOString().slice(0, 10)}, UTC). For another day: --date YYYY-MM-DD. For a status: --status ${RUN_STATUSES.join("|")}`;
  if (time.kind === "given")
    return `No such ${which} from ${localDate(time.range.from)} to ${localDate(time.range.to)}.`;
  return time.kind === "week" ? `No such ${which} in the last 7 days.` : `No such ${which}.`;
}
