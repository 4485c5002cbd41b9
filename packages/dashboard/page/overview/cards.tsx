import { SILENT_AFTER_MS } from "@paperledger/core/runs/silent-after";
import { countOf, countText } from "@paperledger/core/text/quantities";
import type { StatusAnswer } from "../../src/api/answers.ts";
import { Link } from "../shell/link.tsx";
import { change } from "../shell/route.ts";
import { lettersCard } from "./letters-card.ts";
import { focusList } from "./list-focus.ts";
import { runsNote } from "./runs-note.ts";
import type { Show } from "./shown-runs.ts";

const SILENT_MINUTES = SILENT_AFTER_MS / 60_000;

interface Card {
  readonly show: Show | undefined;
  readonly name: string;
  readonly count: number;
  /** A remark about the count. */
  readonly note: string;
  /** The remark in full, if there may be no room for it. */
  readonly title?: string;
  /** The colour of the count, if it is not zero. */
  readonly colour?: "failed" | "silent" | "completed-with-rejects";
}

/** Shows the counts of a range. A click on one filters the list of runs and scrolls to it. A second click shows all runs again. */
export function Cards({
  status,
  shown,
}: {
  readonly status: StatusAnswer | undefined;
  readonly shown: Show | undefined;
}) {
  const letters = status && lettersCard(status);
  return (
    <ul class="cards" aria-label="Results of the runs" aria-busy={status === undefined}>
      {cardsOf(status).map(({ show, name, count, note, title, colour }) => (
        <li key={name}>
          <button
            type="button"
            class="card"
            aria-pressed={shown === show}
            onClick={() => {
              // The count includes all sources and reasons of the range. So the list has to include them too.
              const others = { reason: undefined, source: undefined, day: undefined };
              change({ show: shown === show ? undefined : show, ...others });
              if (shown !== show || show === undefined) focusList();
            }}
          >
            <span class="card-name">{name}</span>
            <strong class={`card-count ${count > 0 ? (colour ?? "") : ""}`}>
              {status ? countText(count) : "…"}
            </strong>
            <span class="card-note" title={status && title}>
              {status ? note : "\u00a0"}
            </span>
          </button>
        </li>
      ))}
      <li>
        <Link to={{ view: "dead-letters", params: {} }} class="card">
          <span class="card-name">Dead letters</span>
          <strong class={`card-count ${letters?.hasSome ? "failed" : ""}`}>{letters?.count ?? "…"}</strong>
          <span class="card-note" title={letters?.title}>
            {letters?.note ?? "\u00a0"}
          </span>
        </Link>
      </li>
    </ul>
  );
}

function cardsOf(status: StatusAnswer | undefined): readonly Card[] {
  const sum = (counts: readonly { readonly count: number }[]) =>
    counts.reduce((total, { count }) => total + count, 0);
  const { todo = [], parts = [], queues = [], silent = [], sources = [] } = status ?? {};
  const runs = parts.reduce((sum, part) => sum + part.runs, 0);
  const failed = todo.filter((each) => each.kind === "failed-runs");
  const rejected = todo.filter((each) => each.kind === "rejected-records");
  const ofOlderFiles = sum(failed) - parts.reduce((count, part) => count + part.failed, 0);
  const failedNote = [
    countOf(failed.length, "reason"),
    ...(ofOlderFiles > 0 ? [countOf(ofOlderFiles, "older file")] : []),
  ].join(", ");
  const wrote = sources.filter(({ upserted }) => upserted > 0);
  return [
    {
      show: undefined,
      name: "Runs",
      count: runs,
      ...runsNote({ parts, queues }),
    },
    {
      show: "failed",
      name: "Failed",
      count: sum(failed),
      note: failed.length === 0 ? "none" : failedNote,
      title: `${failedNote}. A run that failed counts in the range in which it failed, also if its file is older.`,
      colour: "failed",
    },
    {
      show: "silent",
      name: "Silent",
      count: silent.length,
      note: silent.length === 0 ? "none" : `for ${SILENT_MINUTES} min`,
      title: `no event for ${SILENT_MINUTES} min`,
      colour: "silent",
    },
    {
      show: "rejected",
      name: "Rejected",
      count: sum(rejected),
      note: rejected.length === 0 ? "none open" : `${sum(rejected) === 1 ? "record" : "records"} open`,
      colour: "completed-with-rejects",
    },
    {
      show: "new",
      name: "New papers",
      count: sources.reduce((total, { upserted }) => total + upserted, 0),
      note: wrote.length === 0 ? "none" : wrote.map(({ source }) => source).join(", "),
      title: wrote.map(({ source, upserted }) => `${source}: ${countText(upserted)}`).join("\n"),
    },
  ];
}
