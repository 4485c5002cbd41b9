import { countText } from "@paperledger/core/text/quantities";
import type { DeadLettersAnswer, DeadLettersOfPlace } from "../../src/api/dead-letters-answers.ts";
import { ActionButton } from "../jobs/action-button.tsx";
import { JobOutcome } from "../jobs/job-outcome.tsx";
import { jobs, jobsEnded } from "../jobs/jobs-state.ts";
import { questionOf } from "../jobs/question-of.ts";
import { Loading } from "../pieces/empty-state.tsx";
import { Age } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { DeadLetterItem } from "./dead-letter-item.tsx";
import "./dead-letters.css";

const EVERY_MS = 15_000;

/** Shows the dead letters by the place that keeps them. Looking at them does not remove them. */
export function DeadLettersView() {
  const { answer, problem } = usePolled<DeadLettersAnswer>(
    "/api/dead-letters",
    () => EVERY_MS,
    jobsEnded.value,
  ).value;
  return (
    <section class="dead-letters">
      <h1>Dead letters</h1>
      <ProblemBanner problem={problem} />
      {!answer && problem === undefined && <Loading what="the dead letters" />}
      {answer?.places.map((each) => (
        <Place key={each.place} {...each} />
      ))}
    </section>
  );
}

interface AboutPlace {
  readonly name: string;
  readonly keeps: string;
  /** The effect of giving dead letters back. */
  readonly label: string;
}

const ABOUT: Readonly<Record<DeadLettersOfPlace["place"], AboutPlace>> = {
  uploads: {
    name: "Uploads",
    keeps: "Announcements of batch files that the processor gave up after several attempts.",
    label: "Give back to the processor",
  },
  backfill: {
    name: "Backfill",
    keeps: "Objects of a backfill that the processor gave up after several attempts.",
    label: "Give back to the processor",
  },
  deliveries: {
    name: "Deliveries",
    keeps: "Events of the bus that the sample subscriber could not handle.",
    label: "Give back to the subscriber",
  },
  stream: {
    name: "Stream",
    keeps: "Batches of run events that the projector could not publish and count.",
    label: "Give back to the projector",
  },
};

function Place({ place, problem, count, oldest_at, some }: DeadLettersOfPlace) {
  const { name, keeps, label } = ABOUT[place];
  const action = { kind: "redrive-dead-letters" as const, place };
  const job = jobs.value.all.find(
    ({ action }) => action.kind === "redrive-dead-letters" && action.place === place,
  );
  return (
    <section class="dead-letter-place" aria-label={name}>
      <h2>
        {name}{" "}
        <span class={count === 0 ? "dead-letter-count" : "dead-letter-count some"}>
          {count === null ? "?" : countText(count)}
        </span>
        {oldest_at !== null && (
          <span class="dim dead-letter-oldest">
            oldest <Age at={oldest_at} />
          </span>
        )}
      </h2>
      <p class="dim">{keeps}</p>
      {problem !== null && (
        <p class="run-failure" role="alert">
          {count === null ? "It cannot be read:" : "Their content cannot be read:"}{" "}
          <OutsideText text={problem} class="wrapped" />
        </p>
      )}
      {count !== 0 && count !== null && (
        <>
          <ActionButton action={action} label={label} question={questionOf(action, count)} />
          {(place === "uploads" || place === "backfill") && (
            <p class="dim">Uploads and backfill are given back together.</p>
          )}
        </>
      )}
      {job && <JobOutcome job={job} />}
      {some.length > 0 && (
        <ol class="rejects">
          {some.map((letter) => (
            <DeadLetterItem key={`${letter.at} ${letter.about}`} letter={letter} />
          ))}
        </ol>
      )}
      {count !== null && some.length > 0 && some.length < count && (
        <p class="dim">
          {countText(some.length)} of {countText(count)} are shown.
        </p>
      )}
    </section>
  );
}
