import { DEAD_LETTER_NAMES } from "@paperledger/core/text/dead-letter-names";
import { momentText } from "@paperledger/core/text/moment";
import { countOf } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { StatusAnswer } from "../../src/api/answers.ts";
import type { Action } from "../../src/jobs/action.ts";

export type Todo = StatusAnswer["todo"][number];

/** The text and the actions of a thing to do. */
export interface TodoText {
  /** The heading. */
  readonly heading: string;
  /** The reason, which may be any text. */
  readonly reason?: string;
  readonly sample: string | null;
  readonly runs: readonly { readonly trace_id: string; readonly key: string | null }[];
  /** How many runs it is about, more of them than are named perhaps. */
  readonly runCount: number;
  /** The filters by which the list shows its runs. Undefined if it is not about runs of the list. */
  readonly filter?: Readonly<Record<string, string>>;
  readonly actions: readonly { readonly label: string; readonly action: Action }[];
}

/** Returns a thing to do as text, with what can be done about it. @param since the beginning of the range, in UTC */
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
          {
            label: count === 1 ? "Process it again" : `Process all ${count} again`,
            action: { kind: "redrive-failed-since", since, reason },
          },
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
          {
            label: count === 1 ? "Ingest it again" : `Ingest all ${count} again`,
            action: { kind: "redrive-rejects-since", since, reason },
          },
        ],
      };
    }
    case "silent-runs": {
      const { count, runs, last_event_at } = todo;
      return {
        heading: `${countOf(count, "run")} silent since ${momentText(last_event_at)}`,
        sample: null,
        runs,
        runCount: count,
        filter: { show: "silent" },
        actions: runs.map(({ trace_id }) => ({
          label: count === 1 ? "Process it again" : `Process ${ulidOf(trace_id).slice(0, 12)}… again`,
          action: { kind: "redrive-run", trace_id },
        })),
      };
    }
    case "dead-letters": {
      const { count, place, oldest_at, sample } = todo;
      return {
        heading: `${countOf(count, ...DEAD_LETTER_NAMES[place])} given up${oldest_at === null ? "" : `, the oldest of ${momentText(oldest_at)}`}`,
        sample,
        runs: [],
        runCount: 0,
        actions: [
          {
            label: count === 1 ? "Give it back" : `Give all ${count} back`,
            action: { kind: "redrive-dead-letters", place },
          },
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
        filter: {
          from: `${last_date}T00:00:00.000Z`,
          to: `${last_date}T23:59:59.999Z`,
          source,
        },
        actions: [],
      };
    }
    case "behind":
      return {
        heading: `${countOf(todo.events, "event")} not counted`,
        sample: `The newest counted event is of ${momentText(todo.newest_event_at)}.`,
        runs: [],
        runCount: 0,
        actions: [
          { label: "Count them", action: { kind: "redrive-dead-letters", place: "stream" } },
          { label: "Verify", action: { kind: "verify" } },
        ],
      };
  }
}
