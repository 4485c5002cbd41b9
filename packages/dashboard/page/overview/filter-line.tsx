import { countOf, countText } from "@paperledger/core/text/quantities";
import { shellWord } from "@paperledger/core/text/shell-word";
import { useLayoutEffect, useRef } from "preact/hooks";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { shortMoment } from "../pieces/formats.ts";
import { localTimeText } from "../pieces/local-time.ts";
import { now } from "../pieces/now.ts";
import { withVisibleMarks } from "../pieces/visible-marks.ts";
import { change } from "../shell/route.ts";
import { focusList, takeFocus } from "./list-focus.ts";
import type { ShownRange } from "./range.ts";
import { isReading, type RunList } from "./run-list.ts";
import { type Filters, keyOf, type Show } from "./shown-runs.ts";

/** Says which runs the table shows, how they were found, and how to get the others. */
export function FilterLine({
  shown,
  list,
  range,
  filters,
  isOfTodo,
  isRead,
  onReadFurther,
  sort,
  silent,
  onReadAllSilent,
}: {
  /** The number of runs in the table. */
  readonly shown: number;
  readonly list: RunList;
  readonly range: ShownRange;
  readonly filters: Filters;
  /** True if these are the runs that the things to do count. */
  readonly isOfTodo: boolean;
  /** False until they are read. */
  readonly isRead: boolean;
  readonly onReadFurther: () => void;
  readonly sort: "uploaded" | "took";
  /** The number of all silent runs. */
  readonly silent: number;
  /** Lists the silent runs that are not listed yet. Undefined if all are read or being read. */
  readonly onReadAllSilent: (() => void) | undefined;
}) {
  const chips = chipsOf(filters);
  const isSomeSilent = filters.show === "silent" && isOfTodo && isRead && onReadAllSilent && shown < silent;
  const line = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => takeFocus(line.current));
  const remove = (some: readonly Chip[]) => {
    change(Object.fromEntries(some.flatMap(({ names }) => names.map((name) => [name, undefined]))));
    focusList();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div
      class="filter-line"
      role="group"
      aria-label="The runs that are listed"
      aria-busy={isReading(list)}
      tabIndex={-1}
      ref={line}
    >
      <strong role="status">{countOf(shown, "run")}</strong>
      {chips.map((chip) => (
        <button
          key={chip.text}
          type="button"
          class="chip"
          title={`Remove this filter${chip.title === undefined ? "" : `: ${chip.title}`}`}
          onClick={() => remove([chip])}
        >
          <bdi>{withVisibleMarks(chip.text)}</bdi> <span aria-hidden="true">×</span>
        </button>
      ))}
      {chips.length > 1 && (
        <Button kind="quiet" onClick={() => remove(chips)}>
          Remove all
        </Button>
      )}
      <CopyCommand command={commandOf(range, filters, isOfTodo)} />
      <span class="found dim">
        {isSomeSilent
          ? `Only the newest: ${countText(silent - shown)} more are silent.`
          : isOfTodo
            ? foundAsTodo(filters.show, isRead)
            : foundBy(filters, list, sort)}
      </span>
      {!isOfTodo && list.next && !isReading(list) && <Button onClick={onReadFurther}>Read older runs</Button>}
      {isSomeSilent && <Button onClick={onReadAllSilent}>List all {countOf(silent, "silent run")}</Button>}
      <span class="keys dim" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> rows, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches
      </span>
    </div>
  );
}

/** Says what the runs of the things to do are. */
function foundAsTodo(show: Show | undefined, isRead: boolean): string {
  if (!isRead) return "Reading…";
  switch (show) {
    case "failed":
      return "All runs that failed in this time, also runs of older files. An index finds them, so this is quick.";
    case "rejected":
      return "All runs with open rejects, also runs of older files. An index finds them, so this is quick.";
    default:
      return "All runs that are silent now, whenever they began. An index finds them, so this is quick.";
  }
}

/** Says which runs were searched for the listed ones. */
function foundBy({ show, reason, source, text }: Filters, list: RunList, sort: "uploaded" | "took"): string {
  const { next, runs } = list;
  if (isReading(list)) return "Reading…";
  const others = reason !== undefined || source !== undefined || text !== undefined;
  if (next === null)
    return sort === "took"
      ? "All runs of this time, the longest first."
      : "All runs of this time, the newest upload first. An index finds them, so this is quick.";
  const oldest = runs.at(-1);
  const back = oldest ? `, back to ${shortMoment(oldest.at, now.value)},` : "";
  const newest = `the newest ${countOf(runs.length, "run")}${back}`;
  return show || others
    ? `Only ${newest} are searched, because no index serves this filter.`
    : `Only ${newest} are listed.`;
}

/** A filter in the form that the page shows. */
interface Chip {
  /** The parameters of the route that set this filter. */
  readonly names: readonly string[];
  readonly text: string;
  /** Its moments in UTC. */
  readonly title?: string;
}

const SHOW_TEXTS: Readonly<Record<Show, string>> = {
  failed: "failed",
  silent: "silent",
  rejected: "with open rejects",
  new: "with new papers",
  running: "running",
};

function chipsOf({ show, reason, source, day, text, selection }: Filters): readonly Chip[] {
  const chips: readonly (Chip | undefined)[] = [
    show && { names: ["show"], text: SHOW_TEXTS[show] },
    reason === undefined ? undefined : { names: ["reason"], text: `reason ${reason}` },
    sourceChip(source, day),
    text === undefined ? undefined : { names: ["q"], text: `“${text}”` },
    selection && {
      names: ["selected"],
      text: `${localTimeText(new Date(selection.fromMs))} to ${localTimeText(new Date(selection.toMs))}`,
      title: `${new Date(selection.fromMs).toISOString()} to ${new Date(selection.toMs).toISOString()}`,
    },
  ];
  return chips.filter((chip) => chip !== undefined);
}

/** The day is removed together with the source. Without them, the list has the time range of the top bar. */
function sourceChip(source: string | undefined, day: string | undefined): Chip | undefined {
  const texts = [source && `source ${source}`, day && `${source ? "on " : ""}${day} (UTC)`].filter(Boolean);
  return texts.length === 0 ? undefined : { names: ["source", "day"], text: texts.join(" ") };
}

/**
 * Returns the command that lists these runs. The command has no option for runs with rejected records or new papers, so for those
 * it lists all runs.
 */
function commandOf(
  { from, to }: ShownRange,
  { show, reason, source, text, selection }: Filters,
  isOfTodo: boolean,
): string {
  if (show === "silent") return "runs --stuck";
  const moment = (ms: number | undefined) => ms && new Date(ms).toISOString();
  const end = moment(selection?.toMs) ?? to;
  const options = [
    reason ? `--reason ${shellWord(reason)}` : "",
    source ? `--source ${shellWord(source)}` : "",
    text ? `--file=${shellWord(keyOf(text))}` : "",
  ];
  // A run that failed in this time may be of an older file.
  const times =
    isOfTodo && show === "failed" && end === undefined
      ? [`--failed-since ${from}`]
      : [
          show === "failed" || show === "running" ? `--status ${show}` : "",
          `--from ${moment(selection?.fromMs) ?? from}`,
          end ? `--to ${end}` : "",
        ];
  return ["runs", ...times, ...options].filter(Boolean).join(" ");
}
