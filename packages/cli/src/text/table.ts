import { wrapped } from "./fields.ts";
import { padded, shortened, widthOf } from "./text-width.ts";

/** A column of a table. */
export interface Column<Row> {
  readonly heading: string;
  readonly text: (row: Row) => string;
  readonly align?: "left" | "right";
  /** Colours a cell after it is padded. */
  readonly paint?: (cell: string, row: Row) => string;
  /** If the table is too wide, the column with the highest number is left out first. Columns without a number stay. */
  readonly leaveOut?: number;
  /**
   * If the table is too wide, cells of this column are shortened down to this many terminal columns before other columns are left
   * out.
   */
  readonly least?: number;
}

const GAP = "  ";

/**
 * Returns rows under their headings. If the terminal's width is known, cells are shortened and columns are left out until the
 * table fits. The last line names the columns that are left out.
 */
export function table<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  { width, heading = (text) => text }: TableOptions = {},
): string {
  const { shown, widths } = fitted(rows, columns, width);
  const leftOut = columns.filter((column) => !shown.includes(column)).map(({ heading }) => heading.trim());
  const line = (cells: readonly string[]) => cells.join(GAP).trimEnd();
  const cell = (text: string, index: number) => {
    const columnWidth = widths[index] ?? 0;
    return padded(shortened(text, columnWidth), columnWidth, shown[index]?.align);
  };
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
    ...(leftOut.length === 0
      ? []
      : wrapped(`Too wide for ${width} columns: ${leftOut.join(", ")}. --json has all.`, width ?? 0).map(
          heading,
        )),
  ].join("\n");
}

export interface TableOptions {
  readonly width?: number | undefined;
  readonly heading?: (text: string) => string;
}

interface Fitted<Row> {
  readonly shown: readonly Column<Row>[];
  readonly widths: readonly number[];
}

/** Chooses the columns that are shown, and how wide each is. */
function fitted<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Number.POSITIVE_INFINITY,
): Fitted<Row> {
  const full = columns.map((column) => columnWidth(column, rows));
  const least = columns.map(({ least, heading }, index) =>
    Math.min(full[index] ?? 0, Math.max(least ?? Number.POSITIVE_INFINITY, widthOf(heading))),
  );
  const dispensable = columns.filter(({ leaveOut }) => leaveOut !== undefined);
  if (totalOf(least) > width && dispensable.length > 0) {
    const first = dispensable.reduce((a, b) => ((a.leaveOut ?? 0) >= (b.leaveOut ?? 0) ? a : b));
    return fitted(
      rows,
      columns.filter((column) => column !== first),
      width,
    );
  }
  return { shown: columns, widths: widened(least, full, width) };
}

const totalOf = (widths: readonly number[]) =>
  widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));

/** Shares the remaining room among the shortened columns, from left to right. */
function widened(least: readonly number[], full: readonly number[], width: number): readonly number[] {
  let room = Math.max(0, width - totalOf(least));
  return least.map((each, index) => {
    const more = Math.min(room, (full[index] ?? each) - each);
    room -= more;
    return each + more;
  });
}

const columnWidth = <Row>({ heading, text }: Column<Row>, rows: readonly Row[]) =>
  rows.reduce((widest, row) => Math.max(widest, widthOf(text(row))), widthOf(heading));
