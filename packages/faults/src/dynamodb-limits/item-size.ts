import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import * as z from "zod";

/** An item, or a key, in DynamoDB's own JSON. Binary values are base64. */
export type WireItem = Readonly<Record<string, AttributeValue>>;

export const wireItemSchema = z.record(z.string(), z.custom<AttributeValue>());

/** A list or a map takes 3 bytes, and each of its elements takes 1 byte more. */
const NESTED_BYTES = 3;
const ELEMENT_BYTES = 1;

/**
 * Returns the size of an item as DynamoDB counts it: attribute names and values.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemBytes = (item: WireItem): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + textBytes(name) + valueBytes(value), 0);

function valueBytes({ S, N, B, L, M, SS, NS, BS }: AttributeValue): number {
  if (S !== undefined) return textBytes(S);
  if (N !== undefined) return numberBytes(N);
  if (B !== undefined) return binaryBytes(B);
  if (L) return L.reduce((sum, each) => sum + ELEMENT_BYTES + valueBytes(each), NESTED_BYTES);
  if (M) return NESTED_BYTES + Object.keys(M).length * ELEMENT_BYTES + itemBytes(M);
  if (SS) return SS.reduce((sum, each) => sum + textBytes(each), 0);
  if (NS) return NS.reduce((sum, each) => sum + numberBytes(each), 0);
  if (BS) return BS.reduce((sum, each) => sum + binaryBytes(each), 0);
  // A Boolean or null takes 1 byte.
  return 1;
}

const textBytes = (text: string) => Buffer.byteLength(text);

/** A number takes about one byte for two significant digits, plus one byte. */
const numberBytes = (digits: string) => Math.ceil(digits.replace(/^-|[eE].*$|\.|^0+/g, "").length / 2) + 1;

const binaryBytes = (value: unknown) => Math.floor((String(value).length * 3) / 4);

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

/**
 * Returns the write units of an item of this size: one for each KB, rounded up.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const writeUnits = (bytes: number): number => Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

/**
 * Returns the read units of this many bytes: one for each 4 KB, rounded up, and half of that for a read that is not consistent.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
export const readUnits = (bytes: number, isConsistent: boolean): number =>
  Math.max(1, Math.ceil(bytes / READ_UNIT_BYTES)) * (isConsistent ? 1 : 0.5);

/**
 * A transaction costs twice as much as a plain write or read: once to prepare and once to commit.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
 */
export const TRANSACTION_FACTOR = 2;
