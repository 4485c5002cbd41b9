import type { RunStatistics } from "@paperledger/core/statistics/run-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import {
  InvalidTraceIdError,
  momentsOfUlids,
  parseTraceId,
  type TraceId,
  timeOf,
} from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { CommandError, EXIT } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import { fileName } from "../text/file-name.ts";
import { commandLine } from "../text/where-next.ts";

type Runs = Pick<StatisticsStore, "runsBetween">;

/** This many characters of a ULID stand for less than 17 minutes. A shorter beginning would stand for days. */
const SHORTEST_BEGINNING = 6;
const BEGINNING = new RegExp(`^[0-7][0-9A-HJKMNP-TV-Z]{${SHORTEST_BEGINNING - 1},24}$`);
const SHOWN = 5;

/**
 * Returns the run that a text names: by its trace id, its ULID, or a beginning of its ULID that no other run has.
 *
 * @throws CommandError if no run, or more than one, begins so, or if the text can be none of these
 */
export async function findRun(text: string, statistics: Runs, place: DeploymentPlace): Promise<TraceId> {
  const beginning = text.trim().toUpperCase();
  const range = BEGINNING.test(beginning) ? momentsOfUlids(beginning) : undefined;
  if (!range) return wholeTraceId(text);
  const found: RunStatistics[] = [];
  for await (const run of statistics.runsBetween(range, () => {}))
    if (ulidOf(run.trace_id).startsWith(beginning)) {
      found.push(run);
      if (found.length > SHOWN) break;
    }
  const [only, other] = found;
  if (only && !other) return parseTraceId(only.trace_id);
  if (only)
    throw new CommandError(
      EXIT.wrong,
      [
        `${found.length > SHOWN ? `more than ${SHOWN}` : found.length} runs begin with ${beginning}. Give more of the one that you mean:`,
        ...found.slice(0, SHOWN).map((run) => `  ${nameOf(run)}`),
      ].join("\n"),
    );
  throw await unknownRun(`no run begins with ${beginning}`, range.to, statistics, place);
}

function wholeTraceId(text: string): TraceId {
  try {
    return parseTraceId(text);
  } catch (cause) {
    if (!(cause instanceof InvalidTraceIdError)) throw cause;
    throw new CommandError(
      EXIT.unusable,
      `"${escapeForTerminal(text)}" is not a trace id: give batch-YYYYMMDD-ULID, its ULID, or at least the first ${SHORTEST_BEGINNING} characters of its ULID`,
      { cause },
    );
  }
}

/** Returns the error for a trace id that no run has. It names the nearest run before it. */
export const noSuchRun = (
  traceId: TraceId,
  statistics: Runs,
  place: DeploymentPlace,
): Promise<CommandError> => unknownRun(`there is no run ${traceId}`, timeOf(traceId), statistics, place);

const WEEK_MS = 7 * 86_400_000;

async function unknownRun(
  what: string,
  moment: Date,
  statistics: Runs,
  place: DeploymentPlace,
): Promise<CommandError> {
  const list = `Those of today: ${commandLine("runs", place)}`;
  // A mistyped ULID mostly has the right beginning, and so the right time.
  const before = { from: new Date(moment.getTime() - WEEK_MS), to: moment };
  for await (const run of statistics.runsBetween(before, () => {}))
    return new CommandError(EXIT.wrong, `${what}. The nearest is ${nameOf(run)}. ${list}`);
  return new CommandError(EXIT.wrong, `${what}. ${list}`);
}

const nameOf = ({ trace_id, key }: RunStatistics) => `${ulidOf(trace_id)} (${fileName(key)})`;
