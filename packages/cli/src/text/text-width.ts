import stringWidth from "fast-string-width";

/** Returns the number of columns that a text takes on a terminal: two for each wide character, such as those of Chinese. */
export const widthOf = (text: string): number => stringWidth(text.normalize("NFC").replace(INVISIBLE, ""));

/** A soft hyphen, a space of no width, a word joiner, and a byte order mark. A terminal shows none of them. */
const INVISIBLE = /[\u00AD\u200B\u2060\uFEFF]/g;

const ELLIPSIS = "…";

/** Pads a text with spaces to this many columns. */
export function padded(text: string, columns: number, align: "left" | "right" = "left"): string {
  const space = " ".repeat(Math.max(0, columns - widthOf(text)));
  return align === "right" ? space + text : text + space;
}

/**
 * Shortens a text to at most this many columns. It cuts out the middle, because names often differ at the end.
 *
 * @example
 * shortened("papers-2025-03-01.xml.gz", 14) // "papers-….xml.gz"
 */
export function shortened(text: string, columns: number): string {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return "";
  const characters = graphemesOf(text);
  const room = columns - 1;
  const head = thatFit(characters, Math.floor(room / 2));
  const tail = thatFit(characters.toReversed(), room - widthOf(head.join("")));
  return head.join("") + ELLIPSIS + tail.toReversed().join("");
}

/** Returns the beginning of a text that fits into this many columns. No character is torn from its combining marks. */
export const beginningThatFits = (text: string, columns: number): string =>
  thatFit(graphemesOf(text), columns).join("");

/** Splits a text into pieces of at most this many columns. */
export function piecesThatFit(text: string, columns: number): readonly string[] {
  const pieces: string[] = [];
  for (let rest = text; rest !== ""; ) {
    // A character that is wider than the room has a piece of its own.
    const piece = beginningThatFits(rest, columns) || (graphemesOf(rest)[0] ?? rest);
    pieces.push(piece);
    rest = rest.slice(piece.length);
  }
  return pieces;
}

function graphemesOf(text: string): readonly string[] {
  const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });
  return [...graphemes.segment(text)].map(({ segment }) => segment);
}

/** Returns the first characters that fit into this many columns. */
function thatFit(characters: readonly string[], columns: number): readonly string[] {
  let taken = 0;
  const end = characters.findIndex((character) => {
    taken += widthOf(character);
    return taken > columns;
  });
  return end === -1 ? characters : characters.slice(0, end);
}
