import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import type { Reject } from "@paperledger/core/rejects/reject";
import { readAttempts } from "@paperledger/core/runs/read-attempts";
import { traceJson } from "@paperledger/core/runs/trace-json";
import { redriveLinks } from "@paperledger/core/statistics/redrive-links";
import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { countText } from "@paperledger/core/text/quantities";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import { EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { firstRejects } from "../run-reports/first-rejects.ts";
import { findRun, noSuchRun } from "../runs/find-run.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { rejectText } from "../text/reject-text.ts";
import { reportUnreadable, type UnreadableItems, unreadableItems } from "../text/unreadable-items.ts";
import { attemptsTable } from "./attempts-table.ts";
import { eventsTable } from "./events-table.ts";
import { linkFields } from "./link-fields.ts";
import { runText } from "./run-text.ts";

export interface TraceOptions extends DeploymentPlace {
  readonly json: boolean;
  /** Shows every event and every reject. */
  readonly all: boolean;
}

const REJECTS_SHOWN = 20;

/** `paperledger trace`: shows a run, its events and rejects from the event log, and its attempts. */
export function trace(id: string, options: TraceOptions, terminal: Terminal): Promise<ExitCode> {
  return readDeploymentLedger(options, async (ledger) => {
    const { statistics } = ledger;
    const traceId = await findRun(id, statistics, options);
    const unreadable = unreadableItems();
    const found = options.json
      ? await printTraceJson(traceId, ledger, unreadable, terminal)
      : await printTrace(traceId, ledger, unreadable, options.all, terminal);
    if (!found && unreadable.count === 0) throw await noSuchRun(traceId, statistics, options);
    return unreadable.count === 0 ? EXIT.ok : EXIT.wrong;
  });
}

const runOf = (events: readonly RunEvent[]) =>
  events.reduce(foldEvent, emptyRun(events[0]?.metadata.trace_id ?? ""));

const rejectKeysOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "batch-done" && event.data.reject_key !== null ? [event.data.reject_key] : [],
  );

/** Prints a run for people. Returns false if the log has no readable event of the run. */
async function printTrace(
  traceId: TraceId,
  { eventLog, rejects: store, attempts: log, statistics }: ReadSide,
  unreadableEvents: UnreadableItems,
  all: boolean,
  terminal: Terminal,
): Promise<boolean> {
  const { print, colors, columns } = terminal;
  const events = await Array.fromAsync(eventLog.eventsOf(traceId, unreadableEvents.note));
  reportUnreadable(unreadableEvents, false, terminal);
  if (events.length === 0) return false;
  const { attempts, unreadable } = await readAttempts(log, traceId);
  const run = runOf(events);
  const links = await redriveLinks(traceId, run, statistics);
  print(runText(run, colors, columns, linkFields(links)));
  print(`\n${colors.bold("Events")}\n${eventsTable(events, all, colors, columns)}`);
  if (attempts.length + unreadable.length > 0) print(`\n${colors.bold("Attempts")}`);
  if (attempts.length > 0) print(attemptsTable(attempts, colors, columns));
  for (const message of unreadable) print(`  not all can be read: ${escapeForTerminal(message)}`);
  const most = all ? Number.POSITIVE_INFINITY : REJECTS_SHOWN;
  const rejects: readonly Reject[] = await firstRejects(store, rejectKeysOf(events), most);
  if (rejects.length === 0) return true;
  print(`\n${colors.bold("Rejects")}`);
  for (const reject of rejects) print(rejectText(reject, colors, columns));
  const more = run.tally.rejected - rejects.length;
  if (more > 0) print(`  ${countText(more)} more: --all shows each`);
  return true;
}

/** Prints a run as lines of JSON. Returns false if the log has no readable event of the run. */
async function printTraceJson(
  traceId: TraceId,
  ledger: ReadSide,
  unreadable: UnreadableItems,
  terminal: Terminal,
): Promise<boolean> {
  const lines = traceJson(traceId, ledger, unreadable.note);
  const run = await lines.next();
  reportUnreadable(unreadable, true, terminal);
  if (run.done) return false;
  terminal.printJson(run.value);
  for await (const line of lines) terminal.printJson(line);
  return true;
}
