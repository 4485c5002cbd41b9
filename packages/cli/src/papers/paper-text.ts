import { BEFORE_ALL_TEXTS, type StoredPaper } from "@paperledger/core/papers/paper";
import type { ChainedVersion } from "@paperledger/core/papers/version-chain";
import { momentText } from "@paperledger/core/text/moment";
import { countText } from "@paperledger/core/text/quantities";
import type { VersionOrigin } from "@paperledger/events/run-event";
import { escapeForTerminal, escapeLinesForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { fields } from "../text/fields.ts";

const originText = ({ trace_id, record_number }: VersionOrigin) =>
  `record ${countText(record_number)} of ${escapeForTerminal(trace_id)}`;

/** If only the withdrawal of a paper is known, its time is earlier than the time of every text. */
const updatedText = ({ updated_at }: StoredPaper) =>
  updated_at === BEFORE_ALL_TEXTS ? "no text is known, only the withdrawal" : momentText(updated_at);

function withdrawnText({ withdrawn_at, withdrawn_trace_id, withdrawn_record_number }: StoredPaper): string {
  if (withdrawn_at === undefined) return "-";
  if (withdrawn_trace_id === undefined || withdrawn_record_number === undefined)
    return momentText(withdrawn_at);
  return `${momentText(withdrawn_at)}, by ${originText({ trace_id: withdrawn_trace_id, record_number: withdrawn_record_number })}`;
}

function versionText({ batch, ...origin }: ChainedVersion, index: number): string {
  const version = `  ${originText(origin)}`;
  if (batch) return `${version}, batch ${countText(batch.seq)}, ${momentText(batch.occurred_at)}`;
  return `${version}: ${index === 0 ? STORED_BUT_NOT_LOGGED : NOT_LOGGED}`;
}

const STORED_BUT_NOT_LOGGED =
  "in no event of that run. Its attempt has not logged the batch yet, or ended before it could";
const NOT_LOGGED =
  "in no event of that run. Its attempt ended before it could log the batch, and another run replaced the version before the next attempt. So earlier versions are not known";

/** Returns a paper in full, with its versions (the stored one first) and its source text. */
export function paperText(
  paper: StoredPaper,
  versions: readonly ChainedVersion[],
  colors: Colors,
  width?: number,
): string {
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
      ["updated at", updatedText(paper)],
      ["withdrawn at", withdrawnText(paper)],
      ["created at", momentText(paper.created_at)],
      ["trace id", escapeForTerminal(paper.trace_id)],
      ["batch file of", momentText(paper.batch_timestamp)],
      ["record", countText(paper.record_number)],
      ["replaced", paper.previous ? originText(paper.previous) : "-"],
      ["abstract", escapeForTerminal(paper.abstract)],
    ],
    { width, label: colors.dim },
  );
  const name = paper.raw_xml === undefined ? "raw_json" : "raw_xml";
  const chain = versions.map(versionText).join("\n");
  return `${facts}\n\n${colors.dim("versions, newest first")}\n${chain}\n\n${colors.dim(name)}\n${escapeLinesForTerminal(raw)}`;
}
