import type { AgainLine, Outcome } from "../../src/api/answers.ts";
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
  again,
}: {
  readonly outcome: Outcome;
  readonly wasRedriven?: boolean;
  /** The line about its redrives, made from its attempts. */
  readonly again?: AgainLine | null | undefined;
}) {
  const text = outcomeText(outcome, wasRedriven, again);
  return (
    <span class={`outcome ${outcome}`} title={text}>
      <i aria-hidden="true" />
      <span class="outcome-text">{text}</span>
    </span>
  );
}

function outcomeText(outcome: Outcome, wasRedriven: boolean, again: AgainLine | null | undefined): string {
  if (outcome === "failed" && again?.failed_again_at) return "failed again";
  return `${TEXTS[outcome]}${wasRedriven || again ? ", redriven" : ""}`;
}
