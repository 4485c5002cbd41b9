import { beginsText } from "../compression/begins-text.ts";

/** The beginning of any text, safe to show in a message or a log: quoted, on one line, control characters escaped. */
export const shown = (text: string, maxCharacters = 80): string =>
  JSON.stringify(text.slice(0, maxCharacters)) + (text.length > maxCharacters ? "..." : "");

const MAX_TEXT_BYTES = 80;
const MAX_BYTES = 16;

/** The beginning of any file, safe to show in the same way: as text, or as hexadecimal where it begins like no text. */
export function shownBytes(bytes: Buffer): string {
  const begin = bytes.subarray(0, MAX_TEXT_BYTES);
  if (beginsText(begin))
    return (
      shown(new TextDecoder().decode(begin, { stream: true })) + (bytes.length > begin.length ? "..." : "")
    );
  const hex = bytes.toString("hex", 0, MAX_BYTES).replaceAll(/..(?=.)/g, "$& ");
  return `the bytes ${hex}${bytes.length > MAX_BYTES ? "..." : ""}`;
}
