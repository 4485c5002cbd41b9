import type { RecordProblem } from "@paperledger/core/formats/format";
import { BEFORE_ALL_TEXTS, type PaperVersion } from "@paperledger/core/papers/paper";
import { encodeSourceText, type SourceTextEncoding } from "./encode-source-text.ts";
import { type ItemValue, itemSizeAtMostBytes, itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { paperItem } from "./paper-item.ts";

type Values = Readonly<Record<string, ItemValue>>;

const LONGEST_ORIGIN = {
  trace_id: "batch-20240102-01HK4WQN000000000000000000",
  record_number: Number.MAX_SAFE_INTEGER,
};

/**
 * The room that an item needs besides what its first version holds: a later version adds `previous` and may empty the
 * other raw text and the DOI, and a withdrawal adds its time, run and record. An item that fits with it fits whatever order the
 * versions of its paper come in.
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
 * Why DynamoDB would never take this paper, or nothing. An item over its limit is refused; half a surrogate pair (in
 * JSON: `"\ud800"` alone) is worse, for it makes DynamoDB refuse the whole request that it stands in.
 *
 * @param decodedText a text that was decoded from UTF-8: it holds no half of a surrogate pair, and mostly is the largest of the item
 * @param encoding how the source text is to be stored: its size there counts
 */
export function refusal(
  version: PaperVersion,
  decodedText?: string,
  encoding: SourceTextEncoding = "text",
): RecordProblem | undefined {
  const maxBytes = MAX_ITEM_BYTES - ROOM_FOR_CHANGES_BYTES;
  // Each record is asked about and few are large: no item is made to measure the others.
  const values: Values = { ...version };
  const isSmall = itemSizeAtMostBytes(values) + ADDED_BYTES <= maxBytes;
  const sizeBytes = isSmall ? 0 : itemSizeBytes(encodeSourceText(paperItem(version), encoding));
  if (sizeBytes > maxBytes)
    return {
      reason: "too-large",
      message: `${version.paper_id} would be an item of ${sizeBytes} bytes, and at most ${maxBytes} leave room for its next version in the ${MAX_ITEM_BYTES} that DynamoDB takes: shorten the record, or keep its full text elsewhere`,
    };
  const attribute = malformedAttribute(values, decodedText);
  if (attribute)
    return {
      reason: "malformed-text",
      message: `${attribute} of ${JSON.stringify(version.paper_id)} holds half a surrogate pair, which is not a character: mend the record's text`,
    };
  return undefined;
}

/** The most bytes that an item has beside its version. */
const ADDED_BYTES = itemSizeBytes({
  title: "",
  abstract: "",
  authors: [],
  published_date: null,
  categories: [],
  updated_at: BEFORE_ALL_TEXTS,
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
