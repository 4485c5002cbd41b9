import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { change, route } from "../shell/route.ts";
import { RejectList } from "./reject-list.tsx";

/** Why records of a run were rejected. A reason opens the records. */
export function RejectReasons({ run }: { readonly run: RunAnswer }) {
  const { reasons, trace_id, counts } = run;
  if (counts.rejected === 0) return null;
  const shown = reasons.find(({ reason }) => reason === route.value.params.rejects);
  return (
    <section class="run-section">
      <h2>
        {countText(counts.rejected)} rejected <CopyCommand command={`rejects ${ulidOf(trace_id)}`} />
      </h2>
      <ul class="reject-reasons">
        {reasons.map(({ reason, records, open }) => (
          <li key={reason}>
            <Button
              pressed={reason === shown?.reason}
              onClick={() =>
                change({ rejects: reason === shown?.reason ? undefined : reason }, { replace: true })
              }
            >
              <OutsideText text={reason} /> <span class="number">{countText(records)}</span>
              {open < records && <span class="dim"> ({countText(open)} open)</span>}
            </Button>
          </li>
        ))}
      </ul>
      {shown && <RejectList key={shown.reason} traceId={trace_id} reason={shown.reason} />}
    </section>
  );
}
