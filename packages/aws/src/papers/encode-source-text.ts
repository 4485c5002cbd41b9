import { gzipSync } from "node:zlib";
import { MAX_SOURCE_TEXT_BYTES, type SourceText } from "@paperledger/events/source-text";
import { itemSizeBytes } from "./item-size.ts";

/** The encoding for writing source texts. Readers accept every encoding. */
export type SourceTextEncoding = "text" | "gzip";

/** An item of the papers table with its source text in the stored encoding. */
export type Encoded<Item> = Item | (Omit<Item, keyof SourceText> & EncodedText);

type EncodedText = {
  readonly raw_xml?: Uint8Array;
  readonly raw_json?: Uint8Array;
  readonly raw_encoding: "gzip";
};

/** Higher levels take more time and save little more. See docs/decisions/0042-source-text-as-gzip.md. */
const LEVEL = 3;

const ENCODING_BYTES = itemSizeBytes({ raw_encoding: "gzip" });

/**
 * Returns the item with its source text in this encoding. The source text stays text if gzip does not make it
 * smaller. It also stays text if it is larger than 16 MiB, because readers do not decompress more.
 *
 * The text has to be well-formed, because half of a surrogate pair would be lost.
 */
export function encodeSourceText<Item extends SourceText & Readonly<Record<string, unknown>>>(
  item: Item,
  encoding: SourceTextEncoding,
): Encoded<Item> {
  if (encoding === "text") return item;
  const { raw_xml, raw_json, ...others } = item;
  const [xml, json] = [gzipped(raw_xml), gzipped(raw_json)];
  if (xml.savedBytes + json.savedBytes <= ENCODING_BYTES) return item;
  return {
    ...others,
    ...(xml.bytes && { raw_xml: xml.bytes }),
    ...(json.bytes && { raw_json: json.bytes }),
    raw_encoding: "gzip",
  };
}

interface Gzipped {
  readonly bytes?: Uint8Array;
  readonly savedBytes: number;
}

function gzipped(text: string | undefined): Gzipped {
  if (text === undefined) return { savedBytes: 0 };
  const plain = Buffer.from(text);
  if (plain.length > MAX_SOURCE_TEXT_BYTES) return { savedBytes: Number.NEGATIVE_INFINITY };
  const bytes = gzipSync(plain, { level: LEVEL });
  return { bytes, savedBytes: plain.length - bytes.length };
}
