import type { RunsAnswer } from "../../src/api/answers.ts";
import { usePolled } from "../server/polled.ts";
import { Link } from "../shell/link.tsx";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { route } from "../shell/route.ts";

const EVERY_MS = 5_000;

export function Overview() {
  const { answer, problem } = usePolled<RunsAnswer>("/api/runs", () => EVERY_MS).value;
  return (
    <>
      <ProblemBanner problem={problem} />
      <ul>
        {answer?.runs.map(({ trace_id, key, outcome }) => (
          <li key={trace_id}>
            <Link to={{ view: "runs", params: { ...route.value.params, run: trace_id.slice(-26) } }}>
              {outcome} {key}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
