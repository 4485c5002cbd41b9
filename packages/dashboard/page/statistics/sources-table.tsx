import { countText } from "@paperledger/core/text/quantities";
import { useMemo } from "preact/hooks";
import type { DaySums } from "../../src/api/statistics-answers.ts";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { Counted } from "./counted.tsx";
import { DAY_COLUMN } from "./day-column.tsx";
import { largestSources } from "./largest-sources.ts";

/** The records of each source on each day, the largest sources first. */
export function SourcesTable({ days }: { readonly days: readonly DaySums[] }) {
  const columns = useMemo(() => [DAY_COLUMN, ALL, ...largestSources(days).map(columnOf)], [days]);
  return (
    <DataTable caption="Records by day and source" columns={columns} rows={days} keyOf={({ date }) => date} />
  );
}

const ALL: Column<DaySums> = {
  heading: "All",
  kind: "number",
  cell: ({ processed }) => countText(processed),
};

const columnOf = (name: string): Column<DaySums> => ({
  heading: name,
  kind: "number",
  cell({ sources }) {
    const sums = sources.find(({ source }) => source === name);
    if (!sums) return <span class="dim">–</span>;
    return (
      <>
        {sums.rejected > 0 && (
          <span class="aside">
            <Counted count={sums.rejected} kind="rejected" /> rejected{" "}
          </span>
        )}
        {countText(sums.processed)}
      </>
    );
  },
});
