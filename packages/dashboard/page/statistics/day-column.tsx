import type { DaySums } from "../../src/api/statistics-answers.ts";
import type { Column } from "../pieces/data-table.tsx";
import { Link } from "../shell/link.tsx";

/** The date of a day. It leads to the day's runs. */
export const DAY_COLUMN: Column<DaySums> = {
  heading: "Day (UTC)",
  cell: ({ date }) => (
    <Link
      to={{ view: "runs", params: { from: `${date}T00:00:00.000Z`, to: `${date}T23:59:59.999Z` } }}
      class="number"
    >
      {date}
    </Link>
  ),
};
