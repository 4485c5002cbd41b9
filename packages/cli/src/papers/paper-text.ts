import type { StoredPaper } from "@paperledger/core/papers/paper";
import { harmless, harmlessLines } from "../terminal/harmless.ts";
import type { Colors } from "../terminal/terminal.ts";
import { fields } from "../text/fields.ts";
import { countText } from "../text/quantities.ts";

const previousText = ({ previous }: StoredPaper) =>
  previous ? `record ${countText(previous.record_number)} of ${harmless(previous.trace_id)}` : "-";

/** A paper in full, with its source text. */
export function paperText(paper: StoredPaper, colors: Colors, width?: number): string {
  const raw = paper.raw_xml ?? paper.raw_json ?? "";
  const facts = fields(
    [
      ["paper id", harmless(paper.paper_id)],
      ["source", harmless(paper.source)],
      ["title", harmless(paper.title)],
      ["authors", harmless(paper.authors.join(", "))],
      ["categories", harmless(paper.categories.join(", "))],
      ["published", harmless(paper.published_date ?? "-")],
      ["status", paper.processing_status],
      ["updated at", paper.updated_at],
      ["created at", paper.created_at],
      ["trace id", harmless(paper.trace_id)],
      ["batch file of", paper.batch_timestamp],
      ["record", countText(paper.record_number)],
      ["replaced", previousText(paper)],
      ["abstract", harmless(paper.abstract)],
    ],
    { width, label: colors.dim },
  );
  const name = paper.raw_xml === undefined ? "raw_json" : "raw_xml";
  return `${facts}\n\n${colors.dim(name)}\n${harmlessLines(raw)}`;
}
