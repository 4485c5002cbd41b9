import type { RunAnswer } from "../../src/api/run-answers.ts";
import { OutcomeMark } from "../pieces/outcome-mark.tsx";
import { FileName, OutsideText } from "../pieces/outside-text.tsx";
import { AttemptTable } from "./attempt-table.tsx";
import { BatchStrip } from "./batch-strip.tsx";
import { Redrives } from "./redrives.tsx";
import { RejectReasons } from "./reject-reasons.tsx";
import { RunActions } from "./run-actions.tsx";
import { RunFacts } from "./run-facts.tsx";

/** Shows a run, first in one sentence and then in detail. The most important part comes first. */
export function RunStory({ run }: { readonly run: RunAnswer }) {
  const { outcome, story, key, failure, counts, unreadable } = run;
  return (
    <>
      <p class="run-file">
        <OutcomeMark outcome={outcome} wasRedriven={run.was_redriven} again={run.again} />{" "}
        <FileName s3Key={key} />
      </p>
      <p class="run-sentence">
        <OutsideText text={story} class="wrapped" />
      </p>
      {failure && (
        <p class={outcome === "failed" ? "run-failure" : "run-failure past"}>
          {outcome !== "failed" && "It failed before: "}
          <strong>
            <OutsideText text={failure.reason} class="wrapped" />
          </strong>{" "}
          <OutsideText text={failure.message} class="wrapped" />
        </p>
      )}
      {unreadable.map((message) => (
        <p key={message} class="run-failure">
          Not all of it can be read: <OutsideText text={message} class="wrapped" />
        </p>
      ))}
      <RunActions run={run} />
      <RunFacts run={run} />
      <RejectReasons run={run} />
      <Redrives run={run} />
      {counts.batches > 0 && <BatchStrip run={run} />}
      <AttemptTable run={run} />
    </>
  );
}
