import { countText } from "@paperledger/core/text/quantities";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { RunLine } from "../../src/api/answers.ts";
import type { RunAnswer } from "../../src/api/run-answers.ts";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Moment } from "../pieces/moment.tsx";
import { OutcomeMark } from "../pieces/outcome-mark.tsx";
import { Link } from "../shell/link.tsx";
import { runRoute } from "../shell/route.ts";

const COLUMNS: readonly Column<RunLine>[] = [
  {
    heading: "uploaded",
    cell: ({ at, trace_id }) => (
      <Link to={runRoute(trace_id)}>
        <Moment at={at} />
      </Link>
    ),
  },
  {
    heading: "outcome",
    cell: ({ outcome, was_redriven }) => <OutcomeMark outcome={outcome} wasRedriven={was_redriven} />,
  },
  { heading: "new", kind: "number", cell: ({ upserted }) => countText(upserted) },
  { heading: "known", kind: "number", cell: ({ duplicate }) => countText(duplicate) },
  { heading: "rejected again", kind: "number", cell: ({ rejected }) => countText(rejected) },
];

/** Lists the runs whose rejects this run redrives, and the runs that redrive its own rejects. */
export function Redrives({ run: { redrives, redriven_by } }: { readonly run: RunAnswer }) {
  return (
    <>
      {redrives && (
        <p class="run-section">
          It redrives the rejected records of <Link to={runRoute(redrives)}>{ulidOf(redrives)}</Link>.
        </p>
      )}
      {redriven_by.length > 0 && (
        <section class="run-section">
          <h2>Redrives of its rejects</h2>
          <DataTable
            caption="Redrives of its rejects"
            columns={COLUMNS}
            rows={redriven_by}
            keyOf={({ trace_id }) => trace_id}
          />
        </section>
      )}
    </>
  );
}
