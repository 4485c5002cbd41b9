import type { RunOfTodo, SourceCounts, Status, StatusPart, Todo } from "@paperledger/core/status/status";
import { countedUpToText } from "@paperledger/core/text/counted-up-to";
import { DEAD_LETTER_NAMES } from "@paperledger/core/text/dead-letter-names";
import { localDate, localMinute, localZone, momentText } from "@paperledger/core/text/moment";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { REJECTED_EACH_TIME } from "@paperledger/core/text/rejected-each-time";
import { waitingText } from "@paperledger/core/text/waiting";
import { parseTraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { commandOf } from "@paperledger/dashboard/jobs/action";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { wrapped } from "../text/fields.ts";
import { fileName } from "../text/file-name.ts";
import { type Column, table } from "../text/table.ts";
import { shortened, widthOf } from "../text/text-width.ts";
import { commandLine, momentOption } from "../text/where-next.ts";

export interface StatusTextOptions {
  readonly place: DeploymentPlace;
  readonly colors: Colors;
  /** The columns of the terminal. Undefined in a file or a pipe. */
  readonly width?: number | undefined;
  /** True for a data folder on which no laptop runs. */
  readonly isAtRest: boolean;
  /** True if the user gave no range, so it is last night and the day since. */
  readonly isNight: boolean;
}

/** Returns a status as text: the outcome of the runs, what a person has to do, and further facts. */
export function statusText(
  status: Status,
  { place, colors, width, isNight, isAtRest }: StatusTextOptions,
): string {
  const { todo, parts, unknown } = status;
  const lines = (text: string) => wrapped(text, width ?? Number.POSITIVE_INFINITY);
  const summary = parts.flatMap((part, index) => lines(partText(part, index, isNight))).join("\n");
  const verdict =
    todo.length > 0
      ? colors.bold(colors.yellow(`To do: ${countOf(todo.length, "thing")}.`))
      : unknown.length > 0
        ? colors.bold(colors.yellow("Nobody can tell whether there is something to do."))
        : colors.bold(colors.green("Nothing to do."));
  return [
    `${summary}\n${verdict}`,
    ...todo.map((each) => todoText(each, status, { place, colors, width })),
    ...(unknown.length > 0
      ? [
          [
            colors.bold("Could not be read"),
            ...unknown.flatMap((line) => lines(`  ${escapeForTerminal(line)}`)),
          ].join("\n"),
        ]
      : []),
    sourcesText(status.sources, colors, width),
    [
      // A command stays on one line, so that it can be copied.
      ...failedBeforeText(status, place),
      ...[
        waitingText(status.queues),
        ...(isAtRest ? howOnText(status, place) : []),
        deadLettersText(status),
        ...(status.countedUpTo ? [countedUpToText(status.countedUpTo)] : []),
        `Times are local (${localZone()}). The dates of runs, as in --date, are UTC.`,
      ].flatMap(lines),
    ]
      .map(colors.dim)
      .join("\n"),
  ].join("\n\n");
}

function partText(part: StatusPart, index: number, isNight: boolean): string {
  return `${partName(part, index, isNight)}: ${countsText(part)}.`;
}

function partName({ from, to }: StatusPart, index: number, isNight: boolean): string {
  if (!isNight) return `Since ${localDate(from)} ${localMinute(from)}`;
  if (index > 0) return `Since ${localMinute(from)}`;
  return `Last night, ${localMinute(from)} to ${localMinute(to)}`;
}

function countsText({ runs, completed, withRejects, failed, running, silent }: StatusPart): string {
  if (runs === 0) return "no run of a file that came then";
  const counts = [
    `${countText(completed)} done${withRejects > 0 ? ` (${countText(withRejects)} with rejected records)` : ""}`,
    ...(failed > 0 ? [`${countText(failed)} failed`] : []),
    ...(silent > 0 ? [`${countText(silent)} silent`] : []),
    ...(running > 0 ? [`${countText(running)} running`] : []),
  ];
  return `${countOf(runs, "run")}, ${counts.join(", ")}`;
}

type TodoTextOptions = Omit<StatusTextOptions, "isNight" | "isAtRest">;

const INDENT = "    ";

/** Returns one thing to do: its heading, a sample, the files, and the commands. */
function todoText(todo: Todo, { range }: Status, { place, colors, width }: TodoTextOptions): string {
  const room = (width ?? 120) - INDENT.length;
  const { heading, sample, runs, commands } = partsOf(todo, momentOption(range.from));
  const isOld = runs.length > 0 && runs.every(({ traceId }) => timeOf(parseTraceId(traceId)) < range.from);
  const lines = [
    ...(sample === null ? [] : wrapped(escapeForTerminal(sample), room)),
    ...(runs.length === 0 ? [] : [filesText(runs, "count" in todo ? runCountOf(todo) : 0, room)]),
    ...commands.map((command) => colors.cyan(commandLine(command, place))),
  ];
  const headingLines = wrapped(
    heading + (isOld && todo.kind !== "silent-runs" ? ", of older files" : ""),
    (width ?? Number.POSITIVE_INFINITY) - 2,
  );
  return [
    ...headingLines.map((line) => `  ${colors.bold(line)}`),
    ...lines.map((line) => INDENT + line),
  ].join("\n");
}

const runCountOf = (todo: Todo): number => {
  if (todo.kind === "rejected-records") return todo.runCount;
  return "count" in todo ? todo.count : 0;
};

interface TodoParts {
  readonly heading: string;
  readonly sample: string | null;
  readonly runs: readonly RunOfTodo[];
  /** The commands, without the name of the program. The last one does the work. The ones before it show more. */
  readonly commands: readonly string[];
}

function partsOf(todo: Todo, since: string): TodoParts {
  switch (todo.kind) {
    case "failed-runs":
      return {
        heading: `${countOf(todo.count, "run")} failed: ${escapeForTerminal(todo.reason)}`,
        sample: todo.sample,
        runs: todo.runs,
        commands: [
          `runs --failed-since ${since} --reason ${todo.reason}`,
          `redrive --failed-since ${since} --reason ${todo.reason}`,
        ],
      };
    case "rejected-records":
      return {
        heading: `${countOf(todo.count, "record")} rejected in ${countOf(todo.runCount, "run")}: ${escapeForTerminal(todo.reason)}`,
        sample: todo.sample,
        runs: todo.runs,
        commands: [
          ...(todo.runCount > 1 ? [`runs --reason ${todo.reason} --from ${since}`] : []),
          ...todo.runs.slice(0, 1).map(({ traceId }) => `rejects ${ulidOf(traceId)}`),
          `redrive --rejects-since ${since} --reason ${todo.reason}`,
        ],
      };
    case "silent-runs":
      return {
        heading: `${countOf(todo.count, "run")} silent since ${momentText(todo.lastEventAt)}`,
        sample: null,
        runs: todo.runs,
        commands: ["runs --stuck", ...todo.runs.map(({ traceId }) => `redrive ${ulidOf(traceId)}`)],
      };
    case "dead-letters": {
      return {
        heading: `${countOf(todo.count, ...DEAD_LETTER_NAMES[todo.place])} given up; the oldest is of ${momentText(todo.oldestAt)}`,
        sample: todo.sample,
        runs: [],
        commands: [commandOf({ kind: "redrive-dead-letters", place: todo.place })],
      };
    }
    case "missing-source":
      return {
        heading: `Nothing came from ${escapeForTerminal(todo.source)}, whose last records are of ${todo.lastDate} (UTC)`,
        sample: null,
        runs: [],
        commands: [`runs --source ${todo.source} --date ${todo.lastDate}`],
      };
    case "behind":
      return {
        heading: `${countOf(todo.events, "event")} not counted; the newest counted event is of ${momentText(todo.newestEventAt)}`,
        sample: null,
        runs: [],
        commands: ["redrive --stream", "verify"],
      };
  }
}

/** Names as many files as fit, and says how many more there are. */
function filesText(runs: readonly RunOfTodo[], count: number, room: number): string {
  const names = runs.map(({ key }) => fileName(key));
  for (let shown = names.length; shown > 1; shown--) {
    const more = count - shown;
    const line = names.slice(0, shown).join(", ") + (more > 0 ? ` and ${countText(more)} more` : "");
    if (widthOf(line) <= room) return line;
  }
  const more = count > 1 ? ` and ${countText(count - 1)} more` : "";
  return shortened(names[0] ?? "-", room - more.length) + more;
}

function sourcesText(sources: readonly SourceCounts[], colors: Colors, width?: number): string {
  if (sources.length === 0) return colors.bold("No records.");
  const count = (heading: string, of: (source: SourceCounts) => number): Column<SourceCounts> => ({
    heading,
    text: (source) => countText(of(source)),
    align: "right",
  });
  const counts = table(
    sources,
    [
      { heading: "  SOURCE", text: ({ source }) => `  ${escapeForTerminal(source)}` },
      count("NEW", ({ upserted }) => upserted),
      count("KNOWN", ({ duplicate }) => duplicate),
      count("REJECTED", ({ rejected }) => rejected),
    ],
    { width, heading: colors.dim },
  );
  if (sources.every(({ rejected }) => rejected === 0)) return counts;
  return [counts, ...wrapped(REJECTED_EACH_TIME, width ?? 120).map(colors.dim)].join("\n");
}

function failedBeforeText({ failedBefore }: Status, place: DeploymentPlace): readonly string[] {
  if (failedBefore === null || failedBefore === 0) return [];
  return [
    `${countOf(failedBefore, "run")} failed before that and ${failedBefore === 1 ? "has" : "have"} not completed since: ${commandLine("runs --status failed", place)}`,
  ];
}

/** Says how the waiting files go on, on a folder on which nothing works. */
function howOnText({ queues }: Status, place: DeploymentPlace): readonly string[] {
  const waiting = queues.reduce((sum, { depth }) => sum + (depth?.waiting ?? 0), 0);
  if (waiting === 0) return [];
  const goOn = waiting === 1 ? "It goes on" : "They go on";
  return [`Nothing works on this folder now. ${goOn} with: ${commandLine("start", place)}`];
}

function deadLettersText({ deadLetters }: Status): string {
  const parts = deadLetters.flatMap(({ place, count }) =>
    count === null || count === 0 ? [] : [countOf(count, ...DEAD_LETTER_NAMES[place])],
  );
  const unread = deadLetters.flatMap(({ place, count }) =>
    count === null ? [DEAD_LETTER_NAMES[place][1]] : [],
  );
  if (unread.length > 0) parts.push(`unknown for ${unread.join(", ")}`);
  return parts.length === 0 ? "No dead letters." : `Dead letters: ${parts.join(", ")}.`;
}
