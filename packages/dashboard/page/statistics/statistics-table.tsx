import { countText, durationText, shareText } from "@paperledger/core/text/quantities";
import type { DaySums } from "../../src/api/statistics-answers.ts";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Counted } from "./counted.tsx";
import { DAY_COLUMN } from "./day-column.tsx";

/** The figures of each day. */
export const StatisticsTable = ({ days }: { readonly days: readonly DaySums[] }) => (
  <DataTable caption="Statistics by day" columns={COLUMNS} rows={days} keyOf={({ date }) => date} />
);

const number = (heading: string, cell: Column<DaySums>["cell"]): Column<DaySums> => ({
  heading,
  cell,
  kind: "number",
});

const COLUMNS: readonly Column<DaySums>[] = [
  DAY_COLUMN,
  number("Runs", ({ runs_started }) => countText(runs_started)),
  number("Failed", ({ runs_failed }) => <Counted count={runs_failed} kind="failed" />),
  number("Records", ({ processed }) => countText(processed)),
  number("New", ({ upserted }) => countText(upserted)),
  number("Known", ({ duplicate }) => countText(duplicate)),
  number("Rejected", ({ rejected }) => <Counted count={rejected} kind="rejected" />),
  number("Success", ({ rates }) => shareText(rates.success_rate)),
  number("Batches", ({ batches }) => countText(batches)),
  number("p50", ({ rates }) => durationText(rates.batch_ms_p50)),
  number("p95", ({ rates }) => durationText(rates.batch_ms_p95)),
  number("p99", ({ rates }) => durationText(rates.batch_ms_p99)),
];
