/** C0 control characters that no text file has. */
const NOT_TEXT = /[^\P{Cc}\t\n\v\f\r\u0080-\u009f]/u;

/** Whether a file with this beginning, of at least one byte, can be UTF-8 text. A character cut off at its end is none. */
export function beginsText(head: Buffer): boolean {
  if (head.length === 0) return false;
  try {
    return !NOT_TEXT.test(new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));
  } catch {
    return false;
  }
}
