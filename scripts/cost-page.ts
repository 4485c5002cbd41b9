import {
  type CostLine,
  type MonthlyCost,
  monthlyCost,
  type PaperKind,
  sumOf,
} from "../stacks/monthly-cost.ts";

export const COST_PAGE = "docs/operations.md";

const BEGIN = "<!-- The tables of costs: made by `npm run docs`. -->";
const END = "<!-- End of the tables of costs. -->";

/** Thrown if the page has no place for the tables of costs. */
export class CostPageError extends Error {
  override readonly name = "CostPageError";
}

const ARXIV = { batchPapers: 25, fileKb: 1, papersPerSecond: 500 };
const OPENALEX = { batchPapers: 10, fileKb: 3, papersPerSecond: 200 };
const LOGGED = { new: { arxiv: 0.044, openalex: 0.104 }, replaced: { arxiv: 0.132, openalex: 0.204 } };

/** The units that papers use, as measured by `npm run bench -- --only bill --quick` on 2026-11-28. A replaced item keeps its size. */
const KINDS: readonly (PaperKind & { readonly name: string })[] = [
  { name: "3 KB, new, as text", ...arxiv("new"), writeUnits: 3.59, readUnits: 0.5, keptKb: 3.2 },
  { name: "3 KB, new, as gzip", ...arxiv("new"), writeUnits: 2.51, readUnits: 0.5, keptKb: 2.1 },
  { name: "3 KB, replaced, as text", ...arxiv("replaced"), writeUnits: 3.64, readUnits: 0.5, keptKb: 0 },
  { name: "3 KB, replaced, as gzip", ...arxiv("replaced"), writeUnits: 2.6, readUnits: 0.5, keptKb: 0 },
  { name: "14 KB, new, as text", ...openalex("new"), writeUnits: 16, readUnits: 0.5, keptKb: 15.5 },
  { name: "14 KB, new, as gzip", ...openalex("new"), writeUnits: 5, readUnits: 0.5, keptKb: 4.7 },
  { name: "14 KB, replaced, as text", ...openalex("replaced"), writeUnits: 16, readUnits: 2, keptKb: 0 },
  { name: "14 KB, replaced, as gzip", ...openalex("replaced"), writeUnits: 5, readUnits: 1, keptKb: 0 },
];

function arxiv(kind: keyof typeof LOGGED) {
  return { ...ARXIV, logWriteUnits: LOGGED[kind].arxiv };
}

function openalex(kind: keyof typeof LOGGED) {
  return { ...OPENALEX, logWriteUnits: LOGGED[kind].openalex };
}

const PAPERS = [1_000, 1_000_000, 100_000_000] as const;

/**
 * Returns the page with new tables of costs, computed from the list prices and the measured units.
 *
 * @throws CostPageError if the page lacks the two markers
 */
export function withCosts(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin)
    throw new CostPageError(`${COST_PAGE} lacks the markers of its costs: put back ${BEGIN} and ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${lineTable()}\n\n${kindTable()}\n\n${page.slice(end)}`;
}

/** Returns a table with every line of the first kind's bill. */
function lineTable(): string {
  const [kind] = KINDS;
  if (!kind) return "";
  const bills = PAPERS.map((papers) => monthlyCost(papers, kind));
  const rowsOf = (part: keyof MonthlyCost, sumName: string) => {
    const [first] = bills;
    const lines = (first?.[part] ?? []).map(({ what, formula }, place) =>
      row(what, formula, ...bills.map((bill) => dollars([bill[part][place]]))),
    );
    const sums = bills.map((bill) => `**${dollars(bill[part])}**`);
    return [...lines, row(`**${sumName}**`, "", ...sums)];
  };
  return [
    row(`a month, papers of ${kind.name}`, "formula", ...PAPERS.map(countText)),
    "|---|---|---|---|---|",
    ...rowsOf("ingest", "ingest"),
    ...rowsOf("kept", "a month's papers, each month they are kept"),
  ].join("\n");
}

/** Returns a table with the total of every kind's bill. */
function kindTable(): string {
  const cells = (kind: PaperKind) =>
    PAPERS.map((papers) => {
      const { ingest, kept } = monthlyCost(papers, kind);
      return `${dollars(ingest)} + ${dollars(kept)}`;
    });
  return [
    row("papers of", "write units", "read units", "KB kept", ...PAPERS.map(countText)),
    "|---|---|---|---|---|---|---|",
    ...KINDS.map((kind) =>
      row(
        kind.name,
        `${kind.writeUnits} + ${kind.logWriteUnits}`,
        `${kind.readUnits}`,
        `${kind.keptKb}`,
        ...cells(kind),
      ),
    ),
  ].join("\n");
}

const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const dollars = (lines: readonly (CostLine | undefined)[]) =>
  sumOf(lines.filter((line) => line !== undefined)).toLocaleString("en-US", {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
const countText = (papers: number) => `${papers.toLocaleString("en-US")} papers`;
