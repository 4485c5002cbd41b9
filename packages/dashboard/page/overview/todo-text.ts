import { DEAD_LETTER_NAMES } from "@paperledger/core/text/dead-letter-names";
import { countOf, countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { StatusAnswer } from "../../src/api/answers.ts";
import type { Action } from "../../src/jobs/action.ts";
import type { Question } from "../jobs/question.tsx";
import { questionOf } from "../jobs/question-of.ts";
import { fileNameText } from "../pieces/file-name.ts";

export type Todo = StatusAnswer["todo"][number];

/** Returns a key that stays the same as long as the thing to do stays the same. */
export const keyOf = (todo: Todo): string =>
  [
    todo.kind,
    "reason" in todo ? todo.reason : "",
    "place" in todo ? todo.place : "",
    "source" in todo ? todo.source : "",
  ].join(" ");

/** The text and the actions of a thing to do. */
export interface TodoText {
  /** The heading. */
  readonly heading: string;
  /** The moment at the end of the heading. */
  readonly at?: string | null;
  /** The reason, which may be any text. */
  readonly reason?: string;
  readonly sample: string | null;
  readonly runs: readonly { readonly trace_id: string; readonly key: string | null }[];
  /** The number of runs. It may be higher than the number of named runs. */
  readonly runCount: number;
  /** The filters that show its runs in the list. Undefined if its runs are not in the list. */
  readonly filter?: Readonly<Record<string, string>>;
  readonly actions: readonly TodoAction[];
}

interface TodoAction {
  readonly label: string;
  readonly action: Action;
  /** The question that is asked before the action. Undefined if the action is about one thing. */
  readonly question?: Question | undefined;
}

/** Returns an action with the question that is asked before it begins. */
const asking = (label: string, action: Action, count: number): TodoAction => ({
  label,
  action,
  question: questionOf(action, count),
});

/** Returns a thing to do as text, with its actions. @param since the beginning of the range, in UTC */
export function todoText(todo: Todo, since: string): TodoText {
  switch (todo.kind) {
    case "failed-runs": {
      const { count, reason, sample, runs } = todo;
      return {
        heading: `${countOf(count, "run")} failed`,
        reason,
        sample,
        runs,
        runCount: count,
        filter: { show: "failed", reason },
        actions: [
          asking(
            count === 1 ? "Redrive it" : `Redrive all ${countText(count)}`,
            { kind: "redrive-failed-since", since, reason },
            count,
          ),
        ],
      };
    }
    case "rejected-records": {
      const { count, reason, sample, runs, run_count } = todo;
      return {
        heading: `${countOf(count, "record")} rejected in ${countOf(run_count, "run")}`,
        reason,
        sample,
        runs,
        runCount: run_count,
        filter: { show: "rejected", reason },
        actions: [
          asking(
            count === 1 ? "Redrive the record" : `Redrive all ${countText(count)} records`,
            { kind: "redrive-rejects-since", since, reason },
            count,
          ),
        ],
      };
    }
    case "silent-runs": {
      const { count, runs, last_event_at } = todo;
      return {
        heading: `${countOf(count, "run")} silent since`,
        at: last_event_at,
        sample: null,
        runs,
        runCount: count,
        filter: { show: "silent" },
        actions: runs.map(({ trace_id, key }) => ({
          label: runs.length === 1 ? "Redrive it" : `Redrive ${shortName(key ?? ulidOf(trace_id))}`,
          action: { kind: "redrive-run", trace_id },
        })),
      };
    }
    case "dead-letters": {
      const { count, place, oldest_at, sample } = todo;
      return {
        heading: `${countOf(count, ...DEAD_LETTER_NAMES[place])} given up${oldest_at === null ? "" : ", the oldest of"}`,
        at: oldest_at,
        sample,
        runs: [],
        runCount: 0,
        actions: [
          asking(
            count === 1 ? "Give it back" : `Give all ${countText(count)} back`,
            { kind: "redrive-dead-letters", place },
            count,
          ),
        ],
      };
    }
    case "missing-source": {
      const { source, last_date } = todo;
      return {
        heading: "Nothing came from",
        reason: source,
        sample: `Its last records are of ${last_date} (UTC).`,
        runs: [],
        runCount: 0,
        filter: { source, day: last_date },
        actions: [],
      };
    }
    case "behind":
      return {
        heading: `${countOf(todo.events, "event")} not counted${todo.newest_event_at === null ? "" : "; the newest counted event is of"}`,
        at: todo.newest_event_at,
        sample: null,
        runs: [],
        runCount: 0,
        actions: [
          asking("Count them", { kind: "redrive-dead-letters", place: "stream" }, todo.events),
          { label: "Verify", action: { kind: "verify" } },
        ],
      };
  }
}

const NAME_CHARACTERS = 28;

/** Returns the end of an S3 key as a button can show it. */
function shortName(key: string): string {
  const name = fileNameText(key);
  return name.length <= NAME_CHARACTERS ? name : `${name.slice(0, NAME_CHARACTERS - 1)}…`;
}
