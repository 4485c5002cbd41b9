import { gunzipSync } from "node:zlib";
import * as z from "zod";

/** The longest source text that is stored compressed, in bytes of UTF-8. A reader never decompresses more. */
export const MAX_SOURCE_TEXT_BYTES = 16 * 1024 ** 2;

/** The encodings of source text that an item of the papers table can name. If an item names no encoding, its source text is plain text. */
export const sourceTextEncodingSchema = z.enum(["gzip"], {
  error: ({ input }) =>
    `${JSON.stringify(input)} is not an encoding that this version can read (gzip). A newer version may have written the source text`,
});

const rawSchema = z
  .union([z.string(), z.instanceof(Uint8Array)], { error: "neither text nor binary" })
  .nullish();

/** The attributes of an item of the papers table that hold the source text of its record. */
export const sourceTextAttributes = {
  raw_xml: rawSchema,
  raw_json: rawSchema,
  raw_encoding: sourceTextEncodingSchema.nullish(),
} as const;

/** The exact source text of a paper's record, as XML or as JSON depending on the format. */
export type SourceText = {
  readonly raw_xml?: string;
  readonly raw_json?: string;
};

/** Thrown if the stored source text cannot be read. `attribute` names the broken attribute. */
export class SourceTextError extends Error {
  override readonly name = "SourceTextError";
  readonly attribute: "raw_xml" | "raw_json";

  constructor(attribute: SourceTextError["attribute"], problem: string, options?: ErrorOptions) {
    super(`${attribute}: ${problem}`, options);
    this.attribute = attribute;
  }
}

/**
 * Returns the source text of an item of the papers table, whether it is stored as text or as gzip.
 *
 * @param item has {@link sourceTextAttributes}, with binary values as `Uint8Array`, as the SDK's document client gives them
 * @throws SourceTextError if the text is not stored in the encoding that the item names, or if its compressed data is broken
 * @example
 * const { Item } = await documentClient.send(new GetCommand({ TableName: "papers", Key: { paper_id: "arxiv:2401.00001" } }));
 * const { raw_xml } = decodeSourceText(z.object(sourceTextAttributes).parse(Item));
 */
export function decodeSourceText({
  raw_xml,
  raw_json,
  raw_encoding,
}: z.infer<z.ZodObject<typeof sourceTextAttributes>>): SourceText {
  const decoded = (attribute: SourceTextError["attribute"], value: string | Uint8Array) => ({
    [attribute]: raw_encoding ? gunzipped(attribute, value) : plain(attribute, value),
  });
  return {
    ...(isThere(raw_xml) && decoded("raw_xml", raw_xml)),
    ...(isThere(raw_json) && decoded("raw_json", raw_json)),
  };
}

const isThere = <Value>(value: Value | null | undefined): value is Value =>
  value !== null && value !== undefined;

function plain(attribute: SourceTextError["attribute"], value: string | Uint8Array): string {
  if (typeof value === "string") return value;
  throw new SourceTextError(attribute, "it is binary, but raw_encoding does not name an encoding");
}

function gunzipped(attribute: SourceTextError["attribute"], value: string | Uint8Array): string {
  if (typeof value === "string")
    throw new SourceTextError(attribute, "it is text, but raw_encoding says gzip");
  try {
    return utf8.decode(gunzipSync(value, { maxOutputLength: MAX_SOURCE_TEXT_BYTES }));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new SourceTextError(attribute, `its gzip data cannot be read: ${problem}`, { cause });
  }
}

/** A decoder that keeps a U+FEFF at the beginning of a text. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
