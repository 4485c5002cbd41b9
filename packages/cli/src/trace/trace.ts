import { endAttribute as endJson } from "@paperledger/aws/attempts/attempt-item";
import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";
import type { Attempt, AttemptLog } from "@paperledger/core/runs/attempt-log";
import { ratesOfRun } from "@paperledger/core/statistics/rates-of-run";
import { emptyRun, foldEvent, isProjected } from "@paperledger/core/statistics/run-statistics";
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
import { reportUnreadable, unreadableItems } from "../text/unreadable-items.ts";
import { attemptsTable } from "./attempts-table.ts";
import { eventsTable } from "./events-table.ts";
import { linkFields, type RedriveLinks, redriveLinks } from "./redrive-links.ts";
import { runText } from "./run-text.ts";

export interface TraceOptions extends DeploymentPlace {
  readonly json: boolean;
  /** Shows every event and every reject. */
  readonly all: boolean;
}

const REJECTS_SHOWN = 20;

/** `paperledger trace`: shows a run, its events and rejects from the event log, and its attempts. */
export function trace(id: string, options: TraceOptions, terminal: Terminal): Promise<ExitCode> {
  return readDeploymentLedger(options, async ({ eventLog, rejects, attempts: log, statistics }) => {
    const traceId = await findRun(id, statistics, options);
    const unreadable = unreadableItems();
    const events = await Array.fromAsync(eventLog.eventsOf(traceId, unreadable.note));
    if (events.length === 0 && unreadable.count === 0) throw await noSuchRun(traceId, statistics, options);
    if (reportUnreadable(unreadable, options.json, terminal) && events.length === 0) return EXIT.wrong;
    const attempts = await attemptsOf(log, traceId);
    const links = await redriveLinks(traceId, runOf(events), statistics);
    if (options.json) await printTraceJson({ events, attempts, links }, rejects, terminal);
    else await printTrace({ events, attempts, links }, rejects, options.all, terminal);
    return unreadable.count === 0 ? EXIT.ok : EXIT.wrong;
  });
}

/** The attempts of a run that can be read, and why others cannot. */
interface ReadAttempts {
  readonly attempts: readonly Attempt[];
  readonly unreadable: readonly string[];
}

/** Reads the attempts. A fault of their table does not keep the run from being shown. */
async function attemptsOf(log: AttemptLog, traceId: TraceId): Promise<ReadAttempts> {
  const attempts: Attempt[] = [];
  const unreadable: string[] = [];
  const tell = ({ name, message }: Error) => unreadable.push(`${name}: ${message}`);
  try {
    for await (const attempt of log.attemptsOf(traceId, tell)) attempts.push(attempt);
  } catch (error) {
    tell(error instanceof Error ? error : new Error(String(error)));
  }
  return { attempts, unreadable };
}

const runOf = (events: readonly RunEvent[]) =>
  events.reduce(foldEvent, emptyRun(events[0]?.metadata.trace_id ?? ""));

const rejectKeysOf = (events: readonly RunEvent[]) =>
  events.flatMap((event) =>
    event.type === "batch-done" && event.data.reject_key !== null ? [event.data.reject_key] : [],
  );

/** What `trace` has read of a run. */
interface Traced {
  readonly events: readonly RunEvent[];
  readonly attempts: ReadAttempts;
  readonly links: RedriveLinks;
}

async function printTrace(
  { events, attempts: { attempts, unreadable }, links }: Traced,
  store: Pick<RejectStore, "read">,
  all: boolean,
  { print, colors, columns }: Terminal,
): Promise<void> {
  const run = runOf(events);
  print(runText(run, colors, columns, linkFields(links)));
  print(`\n${colors.bold("Events")}\n${eventsTable(events, all, colors)}`);
  if (attempts.length + unreadable.length > 0) print(`\n${colors.bold("Attempts")}`);
  if (attempts.length > 0) print(attemptsTable(attempts, colors));
  for (const message of unreadable) print(`  not all can be read: ${escapeForTerminal(message)}`);
  const most = all ? Number.POSITIVE_INFINITY : REJECTS_SHOWN;
  const rejects: readonly Reject[] = await firstRejects(store, rejectKeysOf(events), most);
  if (rejects.length === 0) return;
  print(`\n${colors.bold("Rejects")}`);
  for (const reject of rejects) print(rejectText(reject, colors, columns));
  const more = run.tally.rejected - rejects.length;
  if (more > 0) print(`  ${countText(more)} more: --all shows each`);
}

async function printTraceJson(
  { events, attempts: { attempts, unreadable }, links }: Traced,
  store: Pick<RejectStore, "read">,
  { printJson }: Terminal,
): Promise<void> {
  const run = runOf(events);
  const { redrives = null, redrivenBy: redriven_by } = links;
  const rates = ratesOfRun(run);
  printJson({ type: "run", ...run, is_projected: isProjected(run), rates, redrives, redriven_by });
  for (const { type, metadata, data } of events)
    printJson({ type: "run-event", event: type, metadata, data });
  for (const { traceId: trace_id, startedAt: started_at, requestId: request_id, end } of attempts)
    printJson({ type: "attempt", trace_id, started_at, request_id, end: end && endJson(end) });
  for (const message of unreadable) printJson({ type: "unreadable", message });
  for (const key of rejectKeysOf(events))
    for await (const reject of store.read(key)) printJson({ type: "reject", reject_key: key, ...reject });
}
