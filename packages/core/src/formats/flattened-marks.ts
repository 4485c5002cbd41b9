/** A mark is `O_`, `M_` or `C_` (opens, middle, closes) and a name. Marks of small capitals stand inside words. */
const MARK = /([OMC])_(ST_ABS|TABLECAPTION|FLOATNO|TEXTBOX|TBL|FIG|LI|QD|SCPLOW|SCPCAP)/g;
const SMALL_CAPITALS = /^SCP/;

/**
 * Matches the text that bioRxiv writes in place of a picture or a table: `O_LINKSMALLFIG WIDTH=200 ... ALT="Figure 1">View larger
 * version (39K):`
 */
const PLACEHOLDER =
  /O_LINKSMALLFIG[^<>]{0,500}>|View (?:larger version \([^()]{0,20}\)|this table):(?=\s*org\.highwire)|(?:org\.highwire\.dtl\.DTLVardef@[\da-f]{1,16})+(?:_HPS_FORMAT_FIGEXP)?/g;

/** A word ends where small capitals end if they are a heading, or if a capital letter and a small letter follow. */
const HEADING = /(?:ABSTRACT|SUMMARY)$/;
const NEXT_WORD = /^\p{Lu}\p{Ll}/u;

/**
 * Removes the marks that bioRxiv writes in place of tags. A mark is removed only if the text contains `O_` with its name and
 * later `C_` with that name. Other text stays as it is.
 *
 * @example
 * withoutFlattenedMarks("O_LIFirst.C_LIO_LISecond.C_LI"); // " First.  Second. "
 * withoutFlattenedMarks("O_SCPLOWNADPHC_SCPLOW"); // "NADPH"
 */
export function withoutFlattenedMarks(text: string): string {
  if (!text.includes("_")) return text;
  const names = namesOfMarks(text);
  if (names.size === 0) return text;
  let kept = "";
  let at = 0;
  for (const { 0: mark, 1: kind, 2: name = "", index } of text.matchAll(MARK)) {
    if (!names.has(name)) continue;
    kept += text.slice(at, index);
    at = index + mark.length;
    const isInWord = SMALL_CAPITALS.test(name) && !(kind === "C" && isWordEnd(kept, text.slice(at, at + 2)));
    if (!isInWord) kept += " ";
  }
  return (kept + text.slice(at)).replace(PLACEHOLDER, " ");
}

const isWordEnd = (before: string, next: string) => HEADING.test(before) || NEXT_WORD.test(next);

/** Returns the names of the marks that open in the text and close later in it. */
function namesOfMarks(text: string): ReadonlySet<string> {
  const begun = new Set<string>();
  const ended = new Set<string>();
  let previousEnd = 0;
  for (const { 0: mark, 1: kind, 2: name = "", index } of text.matchAll(MARK)) {
    const isInWord = index !== previousEnd && /[A-Z_]/.test(text[index - 1] ?? "");
    previousEnd = index + mark.length;
    if (kind === "O" && (SMALL_CAPITALS.test(name) || !isInWord)) begun.add(name);
    else if (kind === "C" && begun.has(name)) ended.add(name);
  }
  return ended;
}
