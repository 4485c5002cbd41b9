/** The results of one kind of attack. */
export interface Tally {
  readonly cases: number;
  readonly crashes: number;
  readonly faults: number;
  /** The number of papers, events and rejects that were missing in the end. */
  readonly lost: number;
  /** The number of cases with a wrong end. */
  readonly wrong: number;
}

export const NOTHING: Tally = { cases: 0, crashes: 0, faults: 0, lost: 0, wrong: 0 };

/** Called with the outcome of some cases of an attack. */
export type Report = (attack: string, tally: Tally) => void;

const COLUMNS = ["cases", "crashes", "faults", "lost", "wrong"] as const;

export const sum = (a: Tally, b: Tally): Tally => ({
  cases: a.cases + b.cases,
  crashes: a.crashes + b.crashes,
  faults: a.faults + b.faults,
  lost: a.lost + b.lost,
  wrong: a.wrong + b.wrong,
});

/** Returns the tallies as a table, with their sum below. */
export function tallyTable(tallies: ReadonlyMap<string, Tally>): string {
  const total = [...tallies.values()].reduce(sum, NOTHING);
  const rows = [
    ["attack", ...COLUMNS],
    ...[...tallies, ["all", total] as const].map(([name, tally]) => [
      name,
      ...COLUMNS.map((column) => tally[column].toLocaleString("en")),
    ]),
  ];
  const widths = ["attack", ...COLUMNS].map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => {
          const width = widths[column] ?? 0;
          return column === 0 ? cell.padEnd(width) : cell.padStart(width);
        })
        .join("  "),
    )
    .join("\n");
}
