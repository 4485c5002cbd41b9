import { hash } from "node:crypto";
import type { PaperFields, PaperText, Tie } from "./paper.ts";

const NO_CLOCK = "0".repeat("YYYYMMDDhhmmssSSS".length);
const HASH_CHARACTERS = 12;
const TIE_CHARACTERS = 35;

/**
 * Returns the tie of a text: 35 characters of fixed width, so that text order is version order. From left to right:
 *
 * - 2 digits: the rank of the record's form, so that the more complete form wins
 * - 17 digits: when the record last changed, to the millisecond. Zeros if the source does not give it
 * - 3 digits: the reader's revision, so that a better reader repairs the stored text of the same record
 * - 1 digit: how many of the fields are not empty
 * - 12 hexadecimal digits of a hash of the fields, so that any two different texts have an order
 *
 * The source text is not part of the tie.
 *
 * @param readerRevision 1 to 999
 * @throws RangeError if a part has too many digits
 *
 * @example
 * tieOf(text, 2) // "10" + "20240520000000000" + "002" + "5" + "9f86d081884c"
 */
export function tieOf(text: PaperText, readerRevision: number): Tie {
  const changedAt = text.record_changed_at?.replace(/\D/g, "") ?? NO_CLOCK;
  const { filled, hashed } = summaryOf(text);
  const tie = `${digits(text.rank, 2)}${changedAt}${digits(readerRevision, 3)}${filled}${hashed}`;
  if (!isTie(tie)) throw new RangeError(`${tie} is not a tie: a part of it is longer than its place`);
  return tie;
}

const isTie = (text: string): text is Tie => text.length === TIE_CHARACTERS;

/** The fields of a text, in the order in which they are hashed. */
const FIELDS = [
  "source",
  "title",
  "abstract",
  "authors",
  "published_date",
  "categories",
  "doi",
] as const satisfies readonly (keyof PaperFields)[];

const hasContent = (value: PaperFields[(typeof FIELDS)[number]]) =>
  value !== null && value !== undefined && value.length > 0;

/** The separators of fields and of list elements. A normalised text contains neither. */
const FIELD_END = "\0";
const ELEMENT_END = "\u0001";

/**
 * Returns how many fields are not empty, and a hash of all fields. The fields are joined by hand, because this runs for every
 * record, and JSON takes several times as long.
 */
function summaryOf(text: PaperText): { readonly filled: number; readonly hashed: string } {
  let filled = 0;
  let fields = "";
  for (const name of FIELDS) {
    const value = text[name];
    if (hasContent(value)) filled++;
    fields += joined(value) + FIELD_END;
  }
  return { filled, hashed: hash("sha1", bytesOf(fields)).slice(0, HASH_CHARACTERS) };
}

/** The bytes of the text that is hashed. Making a buffer for each text would take longer than hashing it. */
const hashedBytes = Buffer.alloc(65_536);

/** Returns the UTF-16 of a text. V8 holds a text with characters beyond Latin-1 in this form, and takes several times as long for UTF-8. */
const bytesOf = (text: string): Buffer =>
  2 * text.length > hashedBytes.length
    ? Buffer.from(text, "utf16le")
    : hashedBytes.subarray(0, hashedBytes.write(text, "utf16le"));

function joined(value: PaperFields[(typeof FIELDS)[number]]): string {
  if (typeof value === "string") return value;
  let elements = "";
  for (const element of value ?? []) elements += element + ELEMENT_END;
  return elements;
}

const digits = (value: number, width: number) => String(value).padStart(width, "0");
