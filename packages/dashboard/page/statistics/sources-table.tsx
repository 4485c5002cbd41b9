import { countText } from "@paperledger/core/text/quantities";
import { useMemo } from "preact/hooks";
import type { DaySums, Sums } from "../../src/api/statistics-answers.ts";
import { Button } from "../pieces/button.tsx";
import { type Column, DataTable } from "../pieces/data-table.tsx";
import { change } from "../shell/route.ts";
import { Counted } from "./counted.tsx";
import { DAY_COLUMN } from "./day-column.tsx";
import { largestSources } from "./largest-sources.ts";
import { COUNTS, type CountName } from "./range.ts";

const TITLES: Readonly<Record<CountName, string>> = {
  new: "New papers by day and source",
  known: "Known papers by day and source",
  rejected: "Rejected records by day and source",
};

const COUNT_OF: Readonly<Record<CountName, (sums: Sums) => number>> = {
  new: ({ upserted }) => upserted,
  known: ({ duplicate }) => duplicate,
  rejected: ({ rejected }) => rejected,
};

/** Shows one count of each source on each day. The largest sources come first. Above the days are the sums of all days. */
export function SourcesTable({
  days,
  count,
}: {
  readonly days: readonly DaySums[];
  readonly count: CountName;
}) {
  const columns = useMemo(
    () => [ROW_NAME, allColumn(count), ...largestSources(days).map((name) => sourceColumn(name, count))],
    [days, count],
  );
  const rows = useMemo<readonly Row[]>(() => [{ name: "all days", days }, ...days.map(dayRow)], [days]);
  return (
    <section class="by-source">
      <header class="bar">
        <h2>{TITLES[count]}</h2>
        <fieldset class="choices">
          <legend class="unseen">Count</legend>
          {COUNTS.map((each) => (
            <Button
              key={each}
              pressed={each === count}
              onClick={() => change({ count: each }, { replace: true })}
            >
              {each}
            </Button>
          ))}
        </fieldset>
        <span class="dim">The projector keeps these sums: no run is read.</span>
      </header>
      <DataTable caption={TITLES[count]} columns={columns} rows={rows} keyOf={({ name }) => name} />
    </section>
  );
}

/** A row of the table: one day, or all days. */
interface Row {
  readonly name: string;
  readonly days: readonly DaySums[];
}

const dayRow = (day: DaySums): Row => ({ name: day.date, days: [day] });

const ROW_NAME: Column<Row> = {
  heading: DAY_COLUMN.heading,
  cell({ name, days: [day] }) {
    return day?.date === name ? DAY_COLUMN.cell(day) : name;
  },
};

const allColumn = (count: CountName): Column<Row> => ({
  heading: "All",
  kind: "number",
  cell: ({ days }) => <Cell sums={days} count={count} />,
});

const sourceColumn = (name: string, count: CountName): Column<Row> => ({
  heading: name,
  kind: "number",
  cell: ({ days }) => (
    <Cell
      sums={days.flatMap(({ sources }) => sources.filter(({ source }) => source === name))}
      count={count}
    />
  ),
});

/** Shows the total of a count. A dash says that there was no record at all. */
function Cell({ sums, count }: { readonly sums: readonly Sums[]; readonly count: CountName }) {
  if (sums.length === 0) return <span class="dim">–</span>;
  const total = sums.reduce((sum, each) => sum + COUNT_OF[count](each), 0);
  return count === "rejected" ? <Counted count={total} kind="rejected" /> : countText(total);
}
