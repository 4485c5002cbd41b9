import { expect, test } from "vitest";
import { type Column, table } from "./table.ts";

interface Fruit {
  readonly name: string;
  readonly count: number;
}

const rows: Fruit[] = [
  { name: "apple", count: 5 },
  { name: "fig", count: 1200 },
];
const columns: Column<Fruit>[] = [
  { heading: "FRUIT", text: ({ name }) => name },
  { heading: "N", text: ({ count }) => String(count), align: "right" },
  { heading: "NOTE", text: ({ name }) => `a ${name}`, leaveOut: 1 },
];

test("text stands left and numbers right, under their headings", () => {
  expect(table(rows, columns).split("\n")).toEqual([
    "FRUIT     N  NOTE",
    "apple     5  a apple",
    "fig    1200  a fig",
  ]);
});

test("columns that can be done without are left out where there is no room", () => {
  expect(table(rows, columns, { width: 19 }).split("\n")).toEqual([
    "FRUIT     N",
    "apple     5",
    "fig    1200",
    "Too wide for 19",
    "columns: NOTE.",
    "--json has all.",
  ]);
  expect(table(rows, columns, { width: 20 })).toContain("NOTE");
});

test("columns that have to be there stay however narrow it is", () => {
  expect(table(rows, columns, { width: 3 })).toContain("fig    1200");
});

test("colour does not move a column", () => {
  const painted = [
    { ...(columns[0] as Column<Fruit>), paint: (cell: string) => `<${cell}>` },
    ...columns.slice(1),
  ];
  expect(table(rows, painted).split("\n")[2]).toBe("<fig  >  1200  a fig");
});

test("cells are shortened before a column is left out, and wide characters count twice", () => {
  const files = [{ name: "papers-of-march.gz" }, { name: "論文集・二〇二五年三月.gz" }];
  const named: Column<{ name: string }>[] = [
    { heading: "N", text: () => "1", leaveOut: 1 },
    { heading: "FILE", text: ({ name }) => name, least: 9 },
  ];
  const lines = table(files, named, { width: 14 }).split("\n");
  expect(lines).toEqual(["N  FILE", "1  paper…ch.gz", "1  論文…月.gz"]);
  expect(table(files, named, { width: 10 }).split("\n")[1]).toBe("pape…ch.gz");
});
