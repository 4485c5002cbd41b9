/** C0 control characters that no text file has. */
const NOT_TEXT = /[^\P{Cc}\t\n\v\f\r\u0080-\u009f]/u;

/** Tells whether a file with this beginning can be UTF-8 text. The last character may be cut off. Returns false for an empty beginning. */
export function beginsText(head: Buffer): boolean {
  if (head.length === 0) return false;
  try {
    return !NOT_TEXT.test(new TextDecoder("utf-8", { fatal: true }).decode(head, { stream: true }));
  } catch {
    return false;
  }
}
