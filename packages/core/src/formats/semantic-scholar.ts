import { z } from "zod";
import { paperIdSchema } from "../papers/paper.ts";
import { dateOfParts } from "./date-of-parts.ts";
import { doiField } from "./doi.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { jsonRecords } from "./json-records.ts";
import type { JsonObject } from "./json-sketch.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import {
  lenientCode,
  lenientList,
  lenientNumber,
  lenientText,
  optionalCode,
  optionalList,
  optionalText,
  readJsonFields,
} from "./read-json-fields.ts";
import { shown } from "./shown.ts";

/** Full texts (`s2orc`, `s2orc_v2`) have titles as well, but neither dates nor fields of study. */
const isOfPapers = (object: JsonObject) =>
  "title" in object && !["body", "content", "openaccessinfo"].some((name) => name in object);

const refusalOf = (object: JsonObject) =>
  ("corpusid" in object || "citingcorpusid" in object) && !isOfPapers(object)
    ? `this is of a Semantic Scholar dataset other than papers, with ${shown(Object.keys(object).join(", "))}: of those, only papers is read`
    : undefined;

/**
 * Semantic Scholar's dataset `papers`: a JSON object a line. Its other datasets, such as `abstracts`, tell of papers without
 * their titles; a file of one is recognised too, so that it fails with a message that says so.
 *
 * @see https://api.semanticscholar.org/api-docs/datasets
 */
export const semanticScholar: Format = {
  name: "semantic-scholar",
  readerRevision: 2,
  source: "s2",
  ...jsonRecords({
    isRecord: (object) => "corpusid" in object && isOfPapers(object),
    refusalOf,
  }),
  parse: (record, context) =>
    readJsonFields(record, paperSchema, (fields) => readPaper(fields, record.text, context)),
};

const paperSchema = z.object({
  corpusid: z.union([z.int().nonnegative().transform(String), z.string()]).nullish(),
  externalids: z.object({ DOI: lenientCode }).nullish().catch(null),
  title: optionalText,
  abstract: lenientText,
  authors: optionalList(z.object({ name: optionalText })),
  publicationdate: lenientCode,
  year: lenientNumber,
  s2fieldsofstudy: lenientList(z.object({ category: optionalText })),
  /** Not all releases have it. */
  updated: optionalCode,
});

type Fields = z.infer<typeof paperSchema>;

function readPaper(fields: Fields, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { corpusid, externalids, title, abstract, authors, publicationdate, year, s2fieldsofstudy, updated } =
    fields;
  const paper_id = paperIdSchema.safeParse(`s2:${/^\d+$/.exec(corpusid ?? "")?.[0] ?? ""}`);
  if (!paper_id.success)
    return reject(
      "no-id",
      corpusid ? `corpusid is ${shown(corpusid)}, which is no number` : "the record has no corpusid",
    );

  const updated_at = updated === "" ? batchTimestamp : readTimestamp(updated);
  if (!updated_at) return reject("bad-date", `updated is ${shown(updated)}, which is no date-time`);

  return {
    kind: "paper",
    paper: {
      paper_id: paper_id.data,
      source: "s2",
      title,
      abstract,
      authors: authors.map(({ name }) => name).filter((name) => name !== ""),
      published_date: readDate(publicationdate) ?? dateOfParts([year || null]) ?? null,
      // A field that two models agree on is there twice.
      categories: [...new Set(s2fieldsofstudy.map(({ category }) => category).filter((name) => name !== ""))],
      ...doiField(externalids?.DOI ?? ""),
      updated_at,
      raw_json,
      rank: RANKS.s2.papers,
    },
  };
}
