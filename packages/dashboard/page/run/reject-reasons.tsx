import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { Button } from "../pieces/button.tsx";
import { CopyCommand } from "../pieces/copy-command.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";
import { namesOf, namesText, toggled } from "../shell/names.ts";
import { change, route } from "../shell/route.ts";
import { RejectList } from "./reject-list.tsx";

/** Why records of a run were rejected. A reason opens its records. Several may be open. */
export function RejectReasons({ run }: { readonly run: RunAnswer }) {
  const { reasons, trace_id, counts } = run;
  if (counts.rejected === 0) return null;
  const open = namesOf(route.value.params.rejects);
  const shown = reasons.filter(({ reason }) => open.includes(reason));
  return (
    <section class="run-section">
      <h2>
        {countText(counts.rejected)} rejected <CopyCommand command={`rejects ${ulidOf(trace_id)}`} />
      </h2>
      <ul class="reject-reasons">
        {reasons.map(({ reason, records, open: openRecords }) => (
          <li key={reason}>
            <Button
              pressed={open.includes(reason)}
              onClick={() => change({ rejects: namesText(toggled(open, reason)) }, { replace: true })}
            >
              <OutsideText text={reason} /> <span class="number">{countText(records)}</span>
              {openRecords < records && <span class="dim"> ({countText(openRecords)} open)</span>}
            </Button>
          </li>
        ))}
      </ul>
      {shown.map(({ reason }) => (
        <div key={reason}>
          {shown.length > 1 && (
            <h3>
              <OutsideText text={reason} />
            </h3>
          )}
          <RejectList traceId={trace_id} reason={reason} />
        </div>
      ))}
    </section>
  );
}
