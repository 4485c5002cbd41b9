import * as z from "zod";
import { timestampSchema, versionOriginSchema } from "./run-event.ts";
import { decodeSourceText, sourceTextAttributes } from "./source-text.ts";

/** `withdrawn` if the paper's source has withdrawn the paper. */
export const processingStatusSchema = z.enum(["ingested", "withdrawn"]);

const text = z.string();
const requiredText = text.min(1);
const optionalText = text.nullish();

/**
 * An item of the papers table, with numbers and binary values as the SDK's document client returns them. The schema accepts unknown
 * attributes, because a newer version may add some.
 */
export const paperItemSchema = z.object({
  /** The paper's id with the namespace of its source: `arxiv:2401.12345`. It is the table's key. */
  paper_id: requiredText,
  source: requiredText,
  title: text,
  abstract: text,
  authors: z.array(text),
  /** `YYYY-MM-DD`, `YYYY-MM` or `YYYY`, depending on what the source knows. Null if the source has no date. */
  published_date: text.nullable(),
  categories: z.array(text),
  doi: optionalText,
  ...sourceTextAttributes,
  /** The run and record that wrote the text. */
  ...versionOriginSchema.shape,
  batch_timestamp: timestampSchema,
  processing_status: processingStatusSchema,
  created_at: timestampSchema,
  updated_at: timestampSchema,
  /** The order among texts with the same `updated_at`. Absent if only the paper's withdrawal is known. */
  tie: optionalText,
  withdrawn_at: timestampSchema.nullish(),
  withdrawn_trace_id: optionalText,
  withdrawn_record_number: z.int().nullish(),
  /** The run and record that wrote the text before the present one. */
  previous: versionOriginSchema.nullish(),
});

export type PaperItem = z.infer<typeof paperItemSchema>;

/** A paper from its item, with the source text decoded. */
export type Paper = Omit<PaperItem, "raw_xml" | "raw_json" | "raw_encoding"> &
  ReturnType<typeof decodeSourceText>;

/**
 * Reads an item of the papers table.
 *
 * @throws ZodError if the item is not a paper, or SourceTextError if its source text cannot be read
 */
export function readPaperItem(item: unknown): Paper {
  const { raw_xml, raw_json, raw_encoding, ...paper } = paperItemSchema.parse(item);
  return { ...paper, ...decodeSourceText({ raw_xml, raw_json, raw_encoding }) };
}
