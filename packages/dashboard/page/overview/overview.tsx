import type { RunsAnswer } from "../../src/api/answers.ts";
import { usePolled } from "../server/polled.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";

const EVERY_MS = 5_000;

export function Overview() {
  const { answer, problem } = usePolled<RunsAnswer>("/api/runs", () => EVERY_MS).value;
  return (
    <>
      <ProblemBanner problem={problem} />
      <ul>
        {answer?.runs.map(({ trace_id, key, outcome }) => (
          <li key={trace_id}>
            {outcome} {key}
          </li>
        ))}
      </ul>
    </>
  );
}
