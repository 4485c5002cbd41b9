import type { RecordProblem } from "@paperledger/core/formats/format";
import type { PaperVersion } from "@paperledger/core/papers/paper";
import { itemSizeBytes, MAX_ITEM_BYTES } from "./item-size.ts";
import { type PaperItem, paperItem } from "./paper-item.ts";

/**
 * Why DynamoDB would never take this paper, or nothing. An item over its limit is refused; half a surrogate pair (in
 * JSON: `"\ud800"` alone) is worse, for it makes DynamoDB refuse the whole request that it stands in.
 */
export function refusal(version: PaperVersion): RecordProblem | undefined {
  const item = paperItem(version);
  const sizeBytes = itemSizeBytes(item);
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

const malformedAttribute = (item: PaperItem): string | undefined =>
  Object.entries(item).find(([, value]) => textsOf(value).some((text) => !text.isWellFormed()))?.[0];

const textsOf = (value: string | number | null | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : typeof value === "object" && value !== null ? value : [];
