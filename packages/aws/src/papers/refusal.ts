import type { RecordProblem } from "@paperledger/core/formats/format";
import { BEFORE_ALL_TEXTS, type PaperVersion } from "@paperledger/core/papers/paper";
import { NO_TEXT } from "@paperledger/core/papers/stored-paper";
import { encodeSourceText, type SourceTextEncoding } from "./encode-source-text.ts";
import { type ItemValue, itemSizeAtMostBytes, itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { paperItem } from "./paper-item.ts";

type Values = Readonly<Record<string, ItemValue>>;

const LONGEST_ORIGIN = {
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  record_number: Number.MAX_SAFE_INTEGER,
};

/**
 * The bytes that later changes may add to an item. A later version adds `previous`, and may set the other raw text
 * and the DOI to null. A withdrawal adds its time, run and record. If a version fits with these bytes, it fits in
 * every order of the versions.
 */
export const ROOM_FOR_CHANGES_BYTES =
  itemSizeBytes({
    previous: LONGEST_ORIGIN,
    raw_json: null,
    raw_encoding: null,
    doi: null,
    withdrawn_at: "2024-01-02T00:00:00.000Z",
    withdrawn_trace_id: LONGEST_ORIGIN.trace_id,
    withdrawn_record_number: LONGEST_ORIGIN.record_number,
  }) +
  "withdrawn".length -
  "ingested".length;

/**
 * Returns the reason why DynamoDB would never accept this paper, or undefined. DynamoDB refuses an item that is too
 * large. For half of a surrogate pair (in JSON: a single `"\ud800"`), it even refuses the whole request.
 *
 * @param decodedText a text that was decoded from UTF-8, so it has no half of a surrogate pair and is not checked. It
 * is usually the largest text of the item
 * @param encoding the encoding of the source text in the table, which determines its size
 */
export function refusal(
  version: PaperVersion,
  decodedText?: string,
  encoding: SourceTextEncoding = "text",
): RecordProblem | undefined {
  const maxBytes = MAX_ITEM_BYTES - ROOM_FOR_CHANGES_BYTES;
  // Every record is checked, and only few are large. The upper limit of the size is enough for the others, and no item
  // is made for them.
  const values: Values = { ...version };
  const isSmall = itemSizeAtMostBytes(values) + ADDED_BYTES <= maxBytes;
  const sizeBytes = isSmall ? 0 : itemSizeBytes(encodeSourceText(paperItem(version), encoding));
  if (sizeBytes > maxBytes)
    return {
      reason: "too-large",
      message: `${version.paper_id} would be an item of ${sizeBytes} bytes. At most ${maxBytes} are possible, because DynamoDB accepts ${MAX_ITEM_BYTES} and the next version needs some of them: shorten the record, or store its full text elsewhere`,
    };
  const attribute = malformedAttribute(values, decodedText);
  if (attribute)
    return {
      reason: "malformed-text",
      message: `${attribute} of ${JSON.stringify(version.paper_id)} has half of a surrogate pair, which is not a character: fix the record's text`,
    };
  return undefined;
}

/** The maximum number of bytes that an item adds to the version. */
const ADDED_BYTES = itemSizeBytes({
  ...NO_TEXT,
  processing_status: "withdrawn",
  created_at: BEFORE_ALL_TEXTS,
  withdrawn_trace_id: LONGEST_ORIGIN.trace_id,
  withdrawn_record_number: LONGEST_ORIGIN.record_number,
});

function malformedAttribute(values: Values, decodedText?: string): string | undefined {
  for (const name in values) {
    const value = values[name] ?? null;
    if (value !== decodedText && !isWellFormed(value)) return name;
  }
  return undefined;
}

const isWellFormed = (value: ItemValue): boolean =>
  typeof value === "string" ? value.isWellFormed() : !Array.isArray(value) || value.every(isWellFormed);
