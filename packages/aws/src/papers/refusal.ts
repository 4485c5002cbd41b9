import type { RecordProblem } from "@paperledger/core/formats/format";
import type { PaperVersion } from "@paperledger/core/papers/paper";
import { itemSizeAtMostBytes, itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { type PaperItem, paperItem } from "./paper-item.ts";

/**
 * Why DynamoDB would never take this paper, or nothing. An item over its limit is refused; half a surrogate pair (in
 * JSON: `"\ud800"` alone) is worse, for it makes DynamoDB refuse the whole request that it stands in.
 */
export function refusal(version: PaperVersion): RecordProblem | undefined {
  const item = paperItem(version);
  const sizeBytes = itemSizeAtMostBytes(item) > MAX_ITEM_BYTES ? itemSizeBytes(item) : 0;
  if (sizeBytes > MAX_ITEM_BYTES)
    return {
      reason: "too-large",
      message: `${version.paper_id} would be an item of ${sizeBytes} bytes, and DynamoDB takes at most ${MAX_ITEM_BYTES}: shorten the record, or keep its full text elsewhere`,
    };
  const attribute = malformedAttribute(item);
  if (attribute)
    return {
      reason: "malformed-text",
      message: `${attribute} of ${JSON.stringify(version.paper_id)} holds half a surrogate pair, which is not a character: mend the record's text`,
    };
  return undefined;
}

function malformedAttribute(item: PaperItem): string | undefined {
  let name: keyof PaperItem;
  for (name in item) if (!isWellFormed(item[name])) return name;
  return undefined;
}

const isWellFormed = (value: PaperItem[keyof PaperItem]): boolean =>
  typeof value === "string"
    ? value.isWellFormed()
    : !Array.isArray(value) || value.every((text) => text.isWellFormed());
