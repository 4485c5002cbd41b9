import { parseContext } from "@paperledger/events/parse-context";
import { schemaProblem } from "@paperledger/events/schema-problem";
import * as z from "zod";
import {
  PROCESSING_STATUSES,
  paperIdSchema,
  sourceSchema,
  type Timestamp,
  UNKNOWN_SOURCE,
} from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { type Format, type ParsedRecord, reject } from "./format.ts";
import { LINES } from "./frames.ts";
import { OUR_RECORDS, recognisesOurs } from "./json-records.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import { lenientCode } from "./read-json-fields.ts";
import { readJsonRecord } from "./read-json-record.ts";
import { shown } from "./shown.ts";
import { splitJson } from "./splitting/split-json.ts";
import { textOfMarkup } from "./text-of-markup.ts";

const LAID_OUT = /^\s*(?:\[|\{[ \t]*\r?\n)/;

/**
 * Papers in the form of the papers table: a JSON array, or one object that is laid out over several lines. `paper_id` and
 * `title` are required. Unknown fields are ignored, but they stay in `raw_json`.
 */
export const paperJson: Format = {
  name: "paper-json",
  readerRevision: 2,
  source: UNKNOWN_SOURCE,
  recognises: (head) => LAID_OUT.test(head.text) && recognisesOurs(head),
  split: splitJson(OUR_RECORDS),
  parse: (record, { batchTimestamp }) =>
    readJsonRecord(record, (json) => readPaper(json, record.text, batchTimestamp)),
  frame: { ...LINES, readAs: "paper-ndjson" },
};

/** The same papers, one JSON object on each line. */
export const paperNdjson: Format = {
  name: "paper-ndjson",
  readerRevision: 2,
  source: UNKNOWN_SOURCE,
  recognises: (head) => !LAID_OUT.test(head.text) && recognisesOurs(head),
  split: splitJson(OUR_RECORDS),
  parse: (record, { batchTimestamp }) =>
    readJsonRecord(record, (json) => readPaper(json, record.text, batchTimestamp)),
};

/**
 * Returns a schema for texts that `read` can read. For other texts, its message contains `what`, the expected kind of text.
 */
const readable = <Value>(read: (text: string) => Value | undefined, what: string) =>
  z.string().transform((text, context) => {
    const value = read(text);
    if (value !== undefined) return value;
    context.addIssue(`it is ${shown(text)}, which is not a ${what}`);
    return z.NEVER;
  });

const paperRecordSchema = z.lazy(() => {
  const text = z.string().transform(textOfMarkup);
  const texts = z
    .array(text)
    .nullish()
    .transform((all) => (all ?? []).filter((one) => one !== ""));
  return z.object({
    paper_id: z
      .string()
      .refine((id) => id.isWellFormed(), "has half a character in it")
      .pipe(paperIdSchema),
    source: sourceSchema.nullish(),
    title: text,
    abstract: text.nullish().transform((abstract) => abstract ?? ""),
    authors: texts,
    published_date: readable(readDate, "date: give YYYY, YYYY-MM or YYYY-MM-DD").nullish(),
    categories: texts.transform((all) => [...new Set(all)]),
    updated_at: readable(readTimestamp, "date-time: give it in ISO 8601").nullish(),
    doi: lenientCode,
    processing_status: z.enum(PROCESSING_STATUSES).nullish(),
  });
});

function readPaper(json: object, raw_json: string, batchTimestamp: Timestamp): ParsedRecord {
  const fields = paperRecordSchema.safeParse(json, parseContext());
  if (!fields.success) return rejectFor(fields.error, json);
  const { source, published_date, updated_at, doi, processing_status, ...rest } = fields.data;
  const versionAt = updated_at ?? batchTimestamp;
  return {
    kind: "paper",
    paper: {
      ...rest,
      source: source ?? rest.paper_id.slice(0, rest.paper_id.indexOf(":")),
      published_date: published_date ?? null,
      ...doiField(doi),
      updated_at: versionAt,
      rank: RANKS.own["our own form"],
      ...(processing_status === "withdrawn" && { withdrawn_at: versionAt }),
      raw_json,
    },
  };
}

function rejectFor({ issues: [issue] }: z.ZodError, record: object): ParsedRecord {
  const field = issue?.path[0];
  const id = "paper_id" in record ? (record.paper_id ?? "") : "";
  if (field === "paper_id" && id === "") return reject("no-id", "the record has no paper_id");
  if (field === "paper_id" && typeof id === "string")
    return reject(
      "bad-id",
      `paper_id is ${shown(id)}, not one like arxiv:2401.12345 (${issue?.message ?? "cannot be read"})`,
    );
  const isDate = field === "updated_at" || field === "published_date";
  return reject(
    isDate ? "bad-date" : "bad-field",
    issue ? schemaProblem(issue, "the record") : "the record cannot be read",
  );
}
