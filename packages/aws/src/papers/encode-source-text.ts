import { gzipSync } from "node:zlib";
import { MAX_SOURCE_TEXT_BYTES, type SourceText } from "@paperledger/events/source-text";
import { itemSizeBytes } from "./item-size.ts";

/** How source texts are written. Either way, both are read. */
export type SourceTextEncoding = "text" | "gzip";

/** An item of the papers table whose source text is as it is to be stored. */
export type Encoded<Item> = Item | (Omit<Item, keyof SourceText> & EncodedText);

type EncodedText = {
  readonly raw_xml?: Uint8Array;
  readonly raw_json?: Uint8Array;
  readonly raw_encoding: "gzip";
};

/** The level at which more time brings little more: see docs/decisions/0042-source-text-as-gzip.md. */
const LEVEL = 3;

const ENCODING_BYTES = itemSizeBytes({ raw_encoding: "gzip" });

/**
 * Returns the item with its source text in this encoding. A text that gzip makes no smaller stays text, and so does one of more
 * than 16 MiB, which no reader would uncompress.
 *
 * The text has to be well-formed: half a surrogate pair would be lost.
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
