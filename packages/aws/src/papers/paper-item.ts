import type { PaperVersion, StoredPaper, StoredPaperText } from "@paperledger/core/papers/paper";
import { paperIdSchema, sourceSchema, timestampSchema } from "@paperledger/core/papers/paper";
import { firstStored } from "@paperledger/core/papers/stored-paper";
import { paperItemSchema } from "@paperledger/events/paper-item";
import { parseContext } from "@paperledger/events/parse-context";
import { decodeSourceText, type SourceText, SourceTextError } from "@paperledger/events/source-text";
import type { z } from "zod";
import { UnreadablePaperError } from "./paper-store-errors.ts";

/**
 * These attributes may be absent. A paper has only one of the raw texts, as its format determines, and not always a
 * DOI. All other attributes are always present.
 */
export const OPTIONAL_ATTRIBUTES = ["raw_xml", "raw_json", "doi"] as const;

/** Returns the item for the first stored version of a paper. */
export const paperItem = (version: PaperVersion) => firstStored(version);

/** The item's schema for subscribers, with paperledger's own types. */
const storedPaperSchema = paperItemSchema.extend({
  paper_id: paperIdSchema,
  source: sourceSchema,
  batch_timestamp: timestampSchema,
  created_at: timestampSchema,
  updated_at: timestampSchema,
  withdrawn_at: timestampSchema.nullish(),
});

const paperTextSchema = storedPaperSchema.pick({
  paper_id: true,
  title: true,
  abstract: true,
  updated_at: true,
  tie: true,
  processing_status: true,
  trace_id: true,
});

/** The attributes of an item that {@link storedPaperText} reads. */
export const PAPER_TEXT_ATTRIBUTES: readonly string[] = Object.keys(paperTextSchema.shape);

/** Reads these attributes of an item of the papers table. @throws UnreadablePaperError if paperledger did not write it */
export function storedPaperText(item: Readonly<Record<string, unknown>>): StoredPaperText {
  const parsed = paperTextSchema.safeParse(item, parseContext());
  if (!parsed.success) throw new UnreadablePaperError(item.paper_id, parsed.error);
  const { tie, ...paper } = parsed.data;
  return { ...paper, ...(isThere(tie) && { tie }) };
}

/** Reads an item of the papers table. @throws UnreadablePaperError if paperledger did not write it */
export function storedPaper(item: Readonly<Record<string, unknown>>): StoredPaper {
  const parsed = storedPaperSchema.safeParse(item);
  if (!parsed.success) throw new UnreadablePaperError(item.paper_id, parsed.error);
  const {
    doi,
    raw_xml,
    raw_json,
    raw_encoding,
    tie,
    withdrawn_at,
    withdrawn_trace_id,
    withdrawn_record_number,
    previous,
    ...paper
  } = parsed.data;
  return {
    ...paper,
    ...(isThere(doi) && { doi }),
    ...sourceTextOf(parsed.data),
    ...(isThere(tie) && { tie }),
    ...(isThere(withdrawn_at) && { withdrawn_at }),
    ...(isThere(withdrawn_trace_id) && { withdrawn_trace_id }),
    ...(isThere(withdrawn_record_number) && { withdrawn_record_number }),
    ...(isThere(previous) && { previous }),
  };
}

function sourceTextOf(item: z.infer<typeof storedPaperSchema>): SourceText {
  try {
    return decodeSourceText(item);
  } catch (error) {
    throw error instanceof SourceTextError ? new UnreadablePaperError(item.paper_id, error) : error;
  }
}

const isThere = <Value>(value: Value | null | undefined): value is Value =>
  value !== null && value !== undefined;
