import { countText } from "@paperledger/core/text/quantities";
import { useEffect, useState } from "preact/hooks";
import type { RejectLine, RejectsAnswer } from "../../src/api/run-answers.ts";
import { Button } from "../pieces/button.tsx";
import { Loading } from "../pieces/empty-state.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { TextBlock } from "../pieces/text-block.tsx";
import { ask, type Problem, problemOf } from "../server/ask.ts";
import { namesOf, namesText, toggled } from "../shell/names.ts";
import { ProblemBanner } from "../shell/problem-banner.tsx";
import { change, route } from "../shell/route.ts";

/** Lists the rejected records of a run that have one reason, page by page. */
export function RejectList({ traceId, reason }: { readonly traceId: string; readonly reason: string }) {
  const [rejects, setRejects] = useState<readonly RejectLine[]>();
  const [next, setNext] = useState<string | null>(null);
  const [problem, setProblem] = useState<Problem>();
  const read = async (from?: string, gone?: AbortSignal) => {
    const query = new URLSearchParams({ run: traceId, reason, ...(from !== undefined && { from }) });
    try {
      const page = await ask<RejectsAnswer>(`/api/run/rejects?${query}`, gone);
      setRejects((before = []) => [...before, ...page.rejects]);
      setNext(page.next);
      setProblem(undefined);
    } catch (error) {
      if (!gone?.aborted) setProblem(problemOf(error));
    }
  };
  useEffect(() => {
    const gone = new AbortController();
    void read(undefined, gone.signal);
    return () => gone.abort();
  }, []);
  if (problem !== undefined && rejects === undefined)
    return <ProblemBanner problem={problem} again={() => void read()} />;
  if (rejects === undefined) return <Loading what="the rejected records" />;
  return (
    <>
      <ol class="rejects">
        {rejects.map((reject) => (
          <RejectItem key={reject.id} traceId={traceId} reject={reject} />
        ))}
      </ol>
      {next !== null && (
        <>
          <ProblemBanner problem={problem} again={() => void read(next)} />
          <Button onClick={() => void read(next)}>More</Button>
        </>
      )}
    </>
  );
}

function RejectItem({ traceId, reject }: { readonly traceId: string; readonly reject: RejectLine }) {
  const { id, problem, record_number, byte_offset, entry, paper_id, text, characters, is_truncated } = reject;
  const open = namesOf(route.value.params.texts);
  const whole = `/api/run/reject-text?${new URLSearchParams({ run: traceId, id })}`;
  return (
    <li>
      <details
        open={open.includes(id)}
        onToggle={({ currentTarget }) => {
          const texts = namesOf(route.peek().params.texts);
          if (currentTarget.open !== texts.includes(id))
            change({ texts: namesText(toggled(texts, id)) }, { replace: true });
        }}
      >
        <summary>
          <span class="dim">record {countText(record_number)}</span>{" "}
          <OutsideText text={problem} class="wrapped" />
        </summary>
        <p class="dim reject-place">
          at byte {countText(byte_offset)}
          {entry !== null && (
            <>
              {" of "}
              <OutsideText text={entry} class="wrapped" />
            </>
          )}
          {paper_id !== null && (
            <>
              {", "}
              <OutsideText text={paper_id} class="wrapped" />
            </>
          )}
        </p>
        <TextBlock text={text} label={`Text of record ${countText(record_number)}`} />
        <p class="dim reject-place">
          {text.length < characters &&
            `The first ${countText(text.length)} of ${countText(characters)} characters. `}
          <a href={whole} target="_blank" rel="noreferrer">
            Whole text
          </a>
          {is_truncated && " (its end was cut when it was stored: the batch file has it)"}
        </p>
      </details>
    </li>
  );
}
