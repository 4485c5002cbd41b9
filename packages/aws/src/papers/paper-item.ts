import type { PaperVersion, StoredPaper } from "@paperledger/core/papers/paper";
import {
  PROCESSING_STATUSES,
  paperIdSchema,
  sourceSchema,
  timestampSchema,
} from "@paperledger/core/papers/paper";
import { firstStored } from "@paperledger/core/papers/stored-paper";
import { versionOriginSchema } from "@paperledger/events/run-event";
import {
  decodeSourceText,
  type SourceText,
  SourceTextError,
  sourceTextAttributes,
} from "@paperledger/events/source-text";
import { z } from "zod";
import { UnreadablePaperError } from "./paper-store-errors.ts";

/** A paper has the one raw text that its format gives, and not always a DOI. Every other attribute is always there. */
export const OPTIONAL_ATTRIBUTES = ["raw_xml", "raw_json", "doi"] as const;

/** Returns the item of a paper whose first stored version this is: its attributes alone. */
export const paperItem = (version: PaperVersion) => firstStored(version);

const storedPaperSchema = z.object({
  paper_id: paperIdSchema,
  source: sourceSchema,
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  published_date: z.string().nullable(),
  categories: z.array(z.string()),
  doi: z.string().nullish(),
  ...sourceTextAttributes,
  trace_id: z.string(),
  batch_timestamp: timestampSchema,
  record_number: z.int(),
  processing_status: z.enum(PROCESSING_STATUSES),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  tie: z.string().nullish(),
  withdrawn_at: timestampSchema.nullish(),
  withdrawn_trace_id: z.string().nullish(),
  withdrawn_record_number: z.int().nullish(),
  previous: versionOriginSchema.nullish(),
});

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
