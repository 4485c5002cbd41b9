import { problemOf } from "@paperledger/core/rejects/problem-of";
import type { Reject } from "@paperledger/core/rejects/reject";
import { countText } from "@paperledger/core/text/quantities";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Colors } from "../terminal/terminal.ts";
import { wrapped } from "./fields.ts";
import { beginningThatFits } from "./text-width.ts";

/** The columns of the raw text that are shown. */
const RAW_SHOWN = 200;
/** They are cut out of this many characters of the raw text. */
const RAW_READ = 1_000;

/** Returns a reject in full, with the beginning of its raw text. */
export function rejectText(reject: Reject, colors: Colors, width = Number.POSITIVE_INFINITY): string {
  const { reason, record_number, byte_offset, entry, paper_id, raw } = reject;
  const below = (text: string, paint: (text: string) => string = (line) => line) =>
    wrapped(text, width - 4).map((line) => `    ${paint(line)}`);
  const beginning =
    raw.length > RAW_SHOWN
      ? `${beginningThatFits(escapeForTerminal(raw.slice(0, RAW_READ)), RAW_SHOWN)}...`
      : escapeForTerminal(raw);
  const inEntry = entry === undefined ? "" : ` of ${escapeForTerminal(entry)}`;
  return [
    [
      `  record ${countText(record_number)} at byte ${countText(byte_offset)}${inEntry}: ${colors.red(escapeForTerminal(reason))}`,
      ...(paper_id === null ? [] : [`, ${escapeForTerminal(paper_id)}`]),
    ].join(""),
    ...below(escapeForTerminal(problemOf(reject))),
    ...below(beginning, colors.dim),
  ].join("\n");
}
