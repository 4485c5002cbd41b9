import type { ComponentChildren } from "preact";
import "./data-table.css";

export interface Column<Row> {
  readonly heading: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `number` aligns to the right, in digits of equal width. `id` may break anywhere, and so leaves room for the other columns. */
  readonly kind?: "text" | "number" | "id";
}

/** A table of a few hundred rows at most. If there is not enough room, it scrolls sideways. */
export function DataTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
}: {
  /** The table's name, for people who do not see it. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach what scrolls
    <section class="data-table" tabIndex={0} aria-label={caption}>
      <table>
        <thead>
          <tr>
            {columns.map(({ heading, kind }) => (
              <th key={heading} scope="col" class={kind}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map(({ heading, kind, cell }) => (
                <td key={heading} class={kind}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
