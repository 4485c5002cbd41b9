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
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  return (
    <span class={`outcome ${outcome}`}>
      <i aria-hidden="true" />
      {TEXTS[outcome]}
    </span>
  );
}
