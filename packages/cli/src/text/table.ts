/** A column of a table. */
export interface Column<Row> {
  readonly heading: string;
  readonly text: (row: Row) => string;
  readonly align?: "left" | "right";
  /** Colours a cell after it is padded. */
  readonly paint?: (cell: string, row: Row) => string;
  /** If the table is too wide, the column with the highest number is left out first. Columns without a number stay. */
  readonly leaveOut?: number;
}

const GAP = "  ";

/** Returns rows under their headings. If the terminal's width is known, columns that do not fit are left out. */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, heading = (text) => text }: TableOptions = {},
): string {
  const shown = thatFit(rows, columns, width);
  const widths = shown.map((column) => widthOf(column, rows));
  const line = (cells: readonly string[]) => cells.join(GAP).trimEnd();
  const cell = (text: string, index: number) =>
    shown[index]?.align === "right" ? text.padStart(widths[index] ?? 0) : text.padEnd(widths[index] ?? 0);
  return [
    heading(line(shown.map(({ heading }, index) => cell(heading, index)))),
    ...rows.map((row) =>
      line(
        shown.map(({ text, paint }, index) => {
          const settled = cell(text(row), index);
          return paint ? paint(settled, row) : settled;
        }),
      ),
    ),
  ].join("\n");
}

export interface TableOptions {
  readonly width?: number | undefined;
  readonly heading?: (text: string) => string;
}

function thatFit<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Number.POSITIVE_INFINITY,
): readonly Column<Row>[] {
  const total = columns.reduce(
    (sum, column) => sum + widthOf(column, rows),
    GAP.length * (columns.length - 1),
  );
  const dispensable = columns.filter(({ leaveOut }) => leaveOut !== undefined);
  if (total <= width || dispensable.length === 0) return columns;
  const first = dispensable.reduce((a, b) => ((a.leaveOut ?? 0) >= (b.leaveOut ?? 0) ? a : b));
  return thatFit(
    rows,
    columns.filter((column) => column !== first),
    width,
  );
}

const widthOf = <Row>({ heading, text }: Column<Row>, rows: readonly Row[]) =>
  rows.reduce((widest, row) => Math.max(widest, text(row).length), heading.length);
