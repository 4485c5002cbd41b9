import { localDate, localMinute } from "@paperledger/core/text/moment";
import { countOf } from "@paperledger/core/text/quantities";
import { shellWord } from "@paperledger/core/text/shell-word";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { shortMoment } from "../pieces/formats.ts";
import { change } from "../shell/route.ts";
import type { ShownRange } from "./range.ts";
import { isReading, type RunList } from "./run-list.ts";
import type { Filters } from "./shown-runs.ts";

/** Says which runs the table shows, how they were found, and how to get the others. */
export function FilterLine({
  shown,
  list,
  range,
  filters,
  onReadFurther,
}: {
  /** How many runs the table shows. */
  readonly shown: number;
  readonly list: RunList;
  readonly range: ShownRange;
  readonly filters: Filters;
  readonly onReadFurther: () => void;
}) {
  const chips = chipsOf(filters);
  return (
    <div class="filter-line">
      <strong role="status">{countOf(shown, "run")}</strong>
      {chips.map(({ name, text }) => (
        <button
          key={name}
          type="button"
          class="chip"
          title="Remove this filter"
          onClick={() => change({ [name]: undefined })}
        >
          <bdi>{text}</bdi> <span aria-hidden="true">×</span>
        </button>
      ))}
      {chips.length > 1 && (
        <Button
          kind="quiet"
          onClick={() => change(Object.fromEntries(chips.map(({ name }) => [name, undefined])))}
        >
          Remove all
        </Button>
      )}
      <span class="dim">{foundBy(filters, list)}</span>
      {list.next && !isReading(list) && <Button onClick={onReadFurther}>Read older runs</Button>}
      <CopyCommand command={commandOf(range, filters)} />
      <span class="keys dim" aria-hidden="true">
        <kbd>j</kbd> <kbd>k</kbd> rows, <kbd>Enter</kbd> opens, <kbd>/</kbd> searches
      </span>
    </div>
  );
}

/** Says what was read to find the runs. */
function foundBy({ show, reason, source, text }: Filters, list: RunList): string {
  const { next, runs } = list;
  if (isReading(list)) return "Reading…";
  const byIndex = show === "failed" || show === "silent";
  const others = reason !== undefined || source !== undefined || text !== undefined;
  if (next === null)
    return byIndex
      ? "An index by status leads to them."
      : "An index by time leads to them: the whole range is read.";
  if (byIndex && !others) return "An index by status leads to them: all of the range are shown.";
  const oldest = runs.at(-1);
  const back = oldest ? `, back to ${shortMoment(oldest.at, new Date())}` : "";
  return `Of the newest ${countOf(runs.length, "run")}${back}${show || others ? ": no index serves this filter" : ""}.`;
}

interface Chip {
  readonly name: string;
  readonly text: string;
}

function chipsOf({ show, reason, source, text, selection }: Filters): readonly Chip[] {
  return [
    show && { name: "show", text: show === "new" ? "with new papers" : show },
    reason !== undefined && { name: "reason", text: `reason ${reason}` },
    source !== undefined && { name: "source", text: `source ${source}` },
    text !== undefined && { name: "q", text: `“${text}”` },
    selection && {
      name: "selected",
      text: `${momentToMinute(selection.fromMs)} to ${momentToMinute(selection.toMs)}`,
    },
  ].filter((chip): chip is Chip => typeof chip === "object");
}

function momentToMinute(ms: number): string {
  const moment = new Date(ms);
  const time = localMinute(moment);
  return localDate(moment) === localDate(new Date()) ? time : `${localDate(moment)} ${time}`;
}

/** Returns the command that lists these runs. It has no words for runs with rejected records or with new papers: then it lists all of them. */
function commandOf({ from, to }: ShownRange, { show, reason, source, text, selection }: Filters): string {
  if (show === "silent") return "runs --stuck";
  const moment = (ms: number | undefined) => ms && new Date(ms).toISOString();
  const end = moment(selection?.toMs) ?? to;
  return [
    "runs",
    show === "failed" || show === "running" ? `--status ${show}` : "",
    `--from ${moment(selection?.fromMs) ?? from}`,
    end ? `--to ${end}` : "",
    reason ? `--reason ${shellWord(reason)}` : "",
    source ? `--source ${shellWord(source)}` : "",
    text ? `--file=${shellWord(text)}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
