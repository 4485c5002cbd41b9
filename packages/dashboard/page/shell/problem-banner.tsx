import { Button } from "../pieces/button.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import type { Problem } from "../server/ask.ts";

/**
 * Says why something cannot be shown. The earlier content stays on the page.
 *
 * @param again asks once more. Without it, a question of the kind `away` is repeated automatically
 */
export function ProblemBanner({
  problem,
  again,
}: {
  readonly problem: Problem | undefined;
  readonly again?: () => void;
}) {
  if (problem === undefined) return null;
  const isAway = problem.kind === "away";
  return (
    <div class="problem" role="alert">
      <strong>{isAway ? "This cannot be read at the moment." : "This cannot be read."}</strong>{" "}
      <OutsideText text={problem.message} class="wrapped" />{" "}
      {again ? <Button onClick={again}>Try again</Button> : isAway && <span class="dim">Trying again…</span>}
    </div>
  );
}
