import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
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

/** Records of the full-text datasets (`s2orc`, `s2orc_v2`) have titles too, but neither dates nor fields of study, so they are excluded. */
const isOfPapers = (object: JsonObject) =>
  "title" in object && !["body", "content", "openaccessinfo"].some((name) => name in object);

const refusalOf = (object: JsonObject) =>
  ("corpusid" in object || "citingcorpusid" in object) && !isOfPapers(object)
    ? `this record is from another Semantic Scholar dataset than papers, with the fields ${shown(Object.keys(object).join(", "))}: only the dataset papers is read`
    : undefined;

/**
 * Semantic Scholar's dataset `papers`: one JSON object on each line. Its other datasets, such as `abstracts`, have no titles. A
 * file of such a dataset is recognised too, so that the run fails with a message that explains this.
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

const paperSchema = z.lazy(() =>
  z.object({
    corpusid: z.union([z.int().nonnegative().transform(String), z.string()]).nullish(),
    externalids: z.object({ DOI: lenientCode }).nullish().catch(null),
    title: optionalText,
    abstract: lenientText,
    authors: optionalList(z.object({ name: optionalText })),
    publicationdate: lenientCode,
    year: lenientNumber,
    s2fieldsofstudy: lenientList(z.object({ category: optionalText })),
    /** Some releases do not have this field. */
    updated: optionalCode,
  }),
);

type Fields = z.infer<typeof paperSchema>;

function readPaper(fields: Fields, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { corpusid, externalids, title, abstract, authors, publicationdate, year, s2fieldsofstudy, updated } =
    fields;
  const paper_id = readPaperId(`s2:${/^\d+$/.exec(corpusid ?? "")?.[0] ?? ""}`);
  if (!paper_id)
    return reject(
      "no-id",
      corpusid ? `corpusid is ${shown(corpusid)}, which is not a number` : "the record has no corpusid",
    );

  const updated_at = updated === "" ? batchTimestamp : readTimestamp(updated);
  if (!updated_at) return reject("bad-date", `updated is ${shown(updated)}, which is not a date-time`);

  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "s2",
      title,
      abstract,
      authors: authors.map(({ name }) => name).filter((name) => name !== ""),
      published_date: readDate(publicationdate) ?? dateOfParts([year || null]) ?? null,
      // A field of study that two models agree on is listed twice.
      categories: [...new Set(s2fieldsofstudy.map(({ category }) => category).filter((name) => name !== ""))],
      ...doiField(externalids?.DOI ?? ""),
      updated_at,
      raw_json,
      rank: RANKS.s2.papers,
    },
  };
}
