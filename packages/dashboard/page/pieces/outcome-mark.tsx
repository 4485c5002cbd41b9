import type { Outcome } from "../../src/api/answers.ts";
import "./outcome-mark.css";

const TEXTS: Readonly<Record<Outcome, string>> = {
  completed: "completed",
  "completed-with-rejects": "with rejects",
  failed: "failed",
  silent: "silent",
  running: "running",
};

/** Shows the outcome of a run as a colour, a shape and a word, so that people who do not see the colour can read it too. */
export function OutcomeMark({
  outcome,
  wasRedriven = false,
}: {
  readonly outcome: Outcome;
  readonly wasRedriven?: boolean;
}) {
  const text = `${TEXTS[outcome]}${wasRedriven ? ", redriven" : ""}`;
  return (
    <span class={`outcome ${outcome}`} title={text}>
      <i aria-hidden="true" />
      <span class="outcome-text">{text}</span>
    </span>
  );
}
