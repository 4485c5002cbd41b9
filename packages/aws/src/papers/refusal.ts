import type { RecordProblem } from "@paperledger/core/formats/format";
import type { PaperVersion } from "@paperledger/core/papers/paper";
import { itemSizeAtMostBytes, itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { type PaperItem, paperItem } from "./paper-item.ts";

/**
 * The room that an item needs besides what its first version holds: a later version adds `previous` and may empty the
 * other raw text and the DOI, and a withdrawal changes the status and the record number. An item that fits with it fits whatever order
 * the versions of its paper come in.
 */
export const ROOM_FOR_CHANGES_BYTES =
  itemSizeBytes({
    previous: {
      trace_id: "batch-20240102-01HK4WQN000000000000000000",
      record_number: Number.MAX_SAFE_INTEGER,
    },
    raw_json: null,
    doi: null,
  }) +
  itemSizeBytes({ "": Number.MAX_SAFE_INTEGER }) +
  "withdrawn".length -
  "ingested".length;

/**
 * Why DynamoDB would never take this paper, or nothing. An item over its limit is refused; half a surrogate pair (in
 * JSON: `"\ud800"` alone) is worse, for it makes DynamoDB refuse the whole request that it stands in.
 *
 * @param decodedText a text that was decoded from UTF-8: it holds no half of a surrogate pair, and mostly is the largest of the item
 */
export function refusal(version: PaperVersion, decodedText?: string): RecordProblem | undefined {
  const item = paperItem(version);
  const maxBytes = MAX_ITEM_BYTES - ROOM_FOR_CHANGES_BYTES;
  const sizeBytes = itemSizeAtMostBytes(item) > maxBytes ? itemSizeBytes(item) : 0;
  if (sizeBytes > maxBytes)
    return {
      reason: "too-large",
      message: `${version.paper_id} would be an item of ${sizeBytes} bytes, and at most ${maxBytes} leave room for its next version in the ${MAX_ITEM_BYTES} that DynamoDB takes: shorten the record, or keep its full text elsewhere`,
    };
  const attribute = malformedAttribute(item, decodedText);
  if (attribute)
    return {
      reason: "malformed-text",
      message: `${attribute} of ${JSON.stringify(version.paper_id)} holds half a surrogate pair, which is not a character: mend the record's text`,
    };
  return undefined;
}

function malformedAttribute(item: PaperItem, decodedText?: string): string | undefined {
  let name: keyof PaperItem;
  for (name in item) {
    const value = item[name];
    if (value !== decodedText && !isWellFormed(value)) return name;
  }
  return undefined;
}

const isWellFormed = (value: PaperItem[keyof PaperItem]): boolean =>
  typeof value === "string"
    ? value.isWellFormed()
    : !Array.isArray(value) || value.every((text) => text.isWellFormed());
