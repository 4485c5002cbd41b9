/** A text that belongs above a bar. */
export interface Figure {
  readonly text: string;
  /** The middle of its bar. */
  readonly middlePx: number;
  readonly widthPx: number;
}

/** A figure with its place. Row 0 is the lowest. */
export interface PlacedFigure {
  readonly text: string;
  readonly leftPx: number;
  readonly row: number;
}

/** A figure goes into the first row in which it does not cover another figure. */
export const FIGURE_ROWS = 2;

/**
 * Returns where figures are drawn, from left to right. No figure covers another one or leaves the chart. A figure for which no row has room is
 * left out.
 *
 * @param figures the figures, in the order of their bars
 */
export function placedFigures(
  figures: readonly Figure[],
  { leftPx, rightPx, gapPx }: { readonly leftPx: number; readonly rightPx: number; readonly gapPx: number },
): readonly PlacedFigure[] {
  const freeFromPx = Array.from({ length: FIGURE_ROWS }, () => leftPx);
  return figures.flatMap(({ text, middlePx, widthPx }) => {
    const left = Math.max(leftPx, Math.min(middlePx - widthPx / 2, rightPx - widthPx));
    const row = freeFromPx.findIndex((freePx) => freePx <= left);
    if (row === -1) return [];
    freeFromPx[row] = left + widthPx + gapPx;
    return [{ text, leftPx: left, row }];
  });
}
