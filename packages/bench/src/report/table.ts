import { type Finding, isMet } from "../bench-row.ts";
import { figure } from "./quantities.ts";

const HEAD = ["row", "what", "ours", "against", "ratio", "aim", "met"] as const;

/** Returns the findings as a Markdown table with notes under it. */
export function markdownTable(found: ReadonlyMap<string, readonly Finding[]>): string {
  const notes: string[] = [];
  const rows = [...found].flatMap(([row, findings]) =>
    findings.map((finding) => {
      const mark = finding.note === undefined ? "" : ` [${notes.push(finding.note)}]`;
      return [
        row,
        `${finding.what}${mark}`,
        finding.ours,
        finding.against,
        ratioText(finding),
        aimText(finding),
        metText(finding),
      ];
    }),
  );
  const widths = HEAD.map((name, column) =>
    Math.max(name.length, ...rows.map((cells) => cells[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`;
  return [
    line(HEAD),
    line(widths.map((width) => "-".repeat(width))),
    ...rows.map(line),
    "",
    ...notes.map((note, index) => `[${index + 1}] ${note}.  `),
  ].join("\n");
}

const ratioText = ({ ratio }: Finding) => figure(ratio);

function aimText({ aim }: Finding): string {
  if (aim === "none") return "-";
  return "atLeast" in aim ? `≥ ${aim.atLeast}` : `≤ ${aim.atMost}`;
}

function metText(finding: Finding): string {
  if (finding.aim === "none") return "-";
  return isMet(finding) ? "yes" : "no";
}
