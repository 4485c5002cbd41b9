import type { StoredPaper } from "@paperledger/core/papers/paper";
import { escapeForTerminal, escapeLinesForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { fields } from "../text/fields.ts";
import { countText } from "../text/quantities.ts";

const previousText = ({ previous }: StoredPaper) =>
  previous ? `record ${countText(previous.record_number)} of ${escapeForTerminal(previous.trace_id)}` : "-";

/** Returns a paper in full, with its source text. */
export function paperText(paper: StoredPaper, colors: Colors, width?: number): string {
  const raw = paper.raw_xml ?? paper.raw_json ?? "";
  const facts = fields(
    [
      ["paper id", escapeForTerminal(paper.paper_id)],
      ["source", escapeForTerminal(paper.source)],
      ["title", escapeForTerminal(paper.title)],
      ["authors", escapeForTerminal(paper.authors.join(", "))],
      ["categories", escapeForTerminal(paper.categories.join(", "))],
      ["doi", escapeForTerminal(paper.doi ?? "-")],
      ["published", escapeForTerminal(paper.published_date ?? "-")],
      ["status", paper.processing_status],
      ["updated at", paper.updated_at],
      ["created at", paper.created_at],
      ["trace id", escapeForTerminal(paper.trace_id)],
      ["batch file of", paper.batch_timestamp],
      ["record", countText(paper.record_number)],
      ["replaced", previousText(paper)],
      ["abstract", escapeForTerminal(paper.abstract)],
    ],
    { width, label: colors.dim },
  );
  const name = paper.raw_xml === undefined ? "raw_json" : "raw_xml";
  return `${facts}\n\n${colors.dim(name)}\n${escapeLinesForTerminal(raw)}`;
}
