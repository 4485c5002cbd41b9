import { durationText } from "@paperledger/core/text/quantities";
import type { AttemptLine, RunAnswer } from "../../src/api/run-answers.ts";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { OutsideText } from "../pieces/outside-text.tsx";

const COLUMNS: readonly Column<AttemptLine>[] = [
  { heading: "began", cell: ({ started_at }) => <Moment at={started_at} /> },
  { heading: "took", kind: "number", cell: ({ took_ms }) => durationText(took_ms) },
  { heading: "end", cell: ({ end }) => <OutsideText text={end} class="wrapped" /> },
  {
    heading: "request id (in the logs)",
    kind: "id",
    cell: ({ request_id }) => <OutsideText text={request_id} class="wrapped" />,
  },
];

/** The invocations that worked on a run. */
export function AttemptTable({ run: { attempts } }: { readonly run: RunAnswer }) {
  if (attempts.length === 0) return null;
  return (
    <section class="run-section">
      <h2>{attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`}</h2>
      <DataTable
        caption="Attempts"
        columns={COLUMNS}
        rows={attempts}
        keyOf={({ started_at, request_id }) => `${started_at} ${request_id}`}
      />
    </section>
  );
}
