/** What an attribute of our items may hold. */
export type ItemValue =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly ItemValue[]
  | { readonly [name: string]: ItemValue };

/** The most that DynamoDB takes as one item: 400 KB, where a KB is 1,024 bytes. */
export const MAX_ITEM_BYTES = 409_600;

/**
 * The size that DynamoDB counts for an item, in bytes: its names and values, and what lists and maps cost on top.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSizeBytes = (item: Readonly<Record<string, ItemValue>>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + Buffer.byteLength(name) + valueBytes(value), 0);

const CONTAINER_BYTES = 3;
const ELEMENT_BYTES = 1;

function valueBytes(value: ItemValue): number {
  if (value === null || typeof value === "boolean") return 1;
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value === "number") return numberBytes(value);
  if (value instanceof Uint8Array) return value.byteLength;
  if (isList(value))
    return value.reduce<number>((sum, element) => sum + ELEMENT_BYTES + valueBytes(element), CONTAINER_BYTES);
  return CONTAINER_BYTES + ELEMENT_BYTES * Object.keys(value).length + itemSizeBytes(value);
}

const isList = (value: ItemValue): value is readonly ItemValue[] => Array.isArray(value);

/** About a byte for two significant digits and a byte more; the page gives no more than this "approximately". */
function numberBytes(value: number): number {
  const digits = String(Math.abs(value))
    .replace(/e.*$/, "")
    .replace(".", "")
    .replace(/^0+|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1 + (value < 0 ? 1 : 0);
}
