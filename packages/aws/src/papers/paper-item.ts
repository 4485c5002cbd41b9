import type { PaperVersion, StoredPaper } from "@paperledger/core/papers/paper";
import {
  PROCESSING_STATUSES,
  paperIdSchema,
  sourceSchema,
  timestampSchema,
} from "@paperledger/core/papers/paper";
import { versionOriginSchema } from "@paperledger/events/run-event";
import { z } from "zod";
import { UnreadablePaperError } from "./paper-store-errors.ts";

/** A paper has the one raw text that its format gives, and not always a DOI. Every other attribute is always there. */
export const OPTIONAL_ATTRIBUTES = ["raw_xml", "raw_json", "doi"] as const;

/** A paper as the papers table holds it: its attributes alone, whatever else the object given carries. */
export type PaperItem = ReturnType<typeof paperItem>;

/** The item of a paper whose first stored version this is. */
export const paperItem = (version: PaperVersion) => ({
  paper_id: version.paper_id,
  source: version.source,
  title: version.title,
  abstract: version.abstract,
  authors: version.authors,
  published_date: version.published_date,
  categories: version.categories,
  ...(version.doi !== undefined && { doi: version.doi }),
  ...(version.raw_xml !== undefined && { raw_xml: version.raw_xml }),
  ...(version.raw_json !== undefined && { raw_json: version.raw_json }),
  trace_id: version.trace_id,
  batch_timestamp: version.batch_timestamp,
  record_number: version.record_number,
  processing_status: version.processing_status,
  created_at: version.batch_timestamp,
  updated_at: version.updated_at,
});

const storedPaperSchema = z.object({
  paper_id: paperIdSchema,
  source: sourceSchema,
  title: z.string(),
  abstract: z.string(),
  authors: z.array(z.string()),
  published_date: z.string().nullable(),
  categories: z.array(z.string()),
  doi: z.string().nullish(),
  raw_xml: z.string().nullish(),
  raw_json: z.string().nullish(),
  trace_id: z.string(),
  batch_timestamp: timestampSchema,
  record_number: z.int(),
  processing_status: z.enum(PROCESSING_STATUSES),
  created_at: timestampSchema,
  updated_at: timestampSchema,
  previous: versionOriginSchema.nullish(),
});

/** Reads an item of the papers table. @throws UnreadablePaperError if paperledger did not write it */
export function storedPaper(item: Readonly<Record<string, unknown>>): StoredPaper {
  const parsed = storedPaperSchema.safeParse(item);
  if (!parsed.success) throw new UnreadablePaperError(item.paper_id, parsed.error);
  const { doi, raw_xml, raw_json, previous, ...paper } = parsed.data;
  return {
    ...paper,
    ...(typeof doi === "string" && { doi }),
    ...(typeof raw_xml === "string" && { raw_xml }),
    ...(typeof raw_json === "string" && { raw_json }),
    ...(previous && { previous }),
  };
}
