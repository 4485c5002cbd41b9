import * as z from "zod";
import { timestampSchema, versionOriginSchema } from "./run-event.ts";
import { decodeSourceText, sourceTextAttributes } from "./source-text.ts";

/** Whether the paper's keeper took it back. */
export const processingStatusSchema = z.enum(["ingested", "withdrawn"]);

/**
 * An item of the papers table, with numbers and binary values as the SDK's document client gives them. New attributes may come,
 * so it is open to them.
 */
export const paperItemSchema = z.object({
  /** With its source's namespace: `arxiv:2401.12345`. The table's key. */
  paper_id: z.string().min(1),
  source: z.string().min(1),
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  /** `YYYY-MM-DD`, or as much of it as the source knows. Null if it knows none. */
  published_date: z.string().nullable(),
  categories: z.array(z.string()),
  doi: z.string().nullish(),
  ...sourceTextAttributes,
  /** The run and record that wrote the text. */
  ...versionOriginSchema.shape,
  batch_timestamp: timestampSchema,
  processing_status: processingStatusSchema,
  created_at: timestampSchema,
  updated_at: timestampSchema,
  /** Puts texts of one `updated_at` in order. Absent if only the paper's withdrawal is known. */
  tie: z.string().nullish(),
  withdrawn_at: timestampSchema.nullish(),
  withdrawn_trace_id: z.string().nullish(),
  withdrawn_record_number: z.int().nullish(),
  /** The run and record that wrote the text which this one replaced. */
  previous: versionOriginSchema.nullish(),
});

export type PaperItem = z.infer<typeof paperItemSchema>;

/** A paper as its item says, with the source text decoded. */
export type Paper = Omit<PaperItem, "raw_xml" | "raw_json" | "raw_encoding"> &
  ReturnType<typeof decodeSourceText>;

/**
 * Reads an item of the papers table.
 *
 * @throws ZodError if the item is no paper, or SourceTextError if its source text cannot be read
 */
export function readPaperItem(item: unknown): Paper {
  const { raw_xml, raw_json, raw_encoding, ...paper } = paperItemSchema.parse(item);
  return { ...paper, ...decodeSourceText({ raw_xml, raw_json, raw_encoding }) };
}
