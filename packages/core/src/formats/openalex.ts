import { z } from "zod";
import { paperIdSchema } from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { textOfInvertedIndex } from "./inverted-index.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject } from "./json-sketch.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import {
  lenientCode,
  lenientList,
  lenientNumber,
  optionalCode,
  optionalList,
  optionalText,
  readJsonFields,
  textMembers,
} from "./read-json-fields.ts";
import { shown } from "./shown.ts";
import { textOfMarkup } from "./text-of-markup.ts";

const WORK_ID = /^(?:https?:\/\/(?:api\.)?openalex\.org\/(?:works\/)?)?(W\d+)$/i;

/**
 * OpenAlex's works: the snapshot's JSON lines, one work as the API gives it, and the API's pages.
 *
 * @see https://developers.openalex.org/download/snapshot-format
 * @see https://docs.openalex.org/api-entities/works/work-object
 */
export const openalex: Format = {
  name: "openalex",
  readerRevision: 2,
  source: "openalex",
  ...jsonRecords({
    isRecord: ({ id }) => typeof id === "string" && WORK_ADDRESS.test(id),
    pages: [["results"]],
    isEmptyPage: ({ meta, results }) =>
      isJsonObject(meta) && "db_response_time_ms" in meta && Array.isArray(results) && results.length === 0,
  }),
  parse: (record, context) =>
    readJsonFields(record, workSchema, (fields) => readWork(fields, record.text, context)),
};

/** A bare `W...` names a work only where it is known to be OpenAlex's. */
const WORK_ADDRESS = /^https?:\/\/(?:api\.)?openalex\.org\/(?:works\/)?W\d/i;

const named = textMembers("display_name");

const workSchema = z.object({
  id: optionalCode,
  doi: lenientCode,
  title: z.string().nullish(),
  display_name: z.string().nullish(),
  abstract_inverted_index: z.unknown().optional(),
  authorships: optionalList(z.object({ author: named.nullish(), raw_author_name: optionalText })),
  /** True in pages of the API if a work has more authors. */
  is_authors_truncated: z.boolean().nullish().catch(null),
  publication_date: lenientCode,
  updated_date: optionalCode,
  primary_topic: named.nullish().catch(null),
  topics: lenientList(named),
  concepts: z.unknown().optional(),
});

/** Read only where there are no topics: most works have both, and many concepts. */
const conceptsSchema = lenientList(z.object({ display_name: optionalText, score: lenientNumber }));

type Work = z.infer<typeof workSchema>;

function readWork(work: Work, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { id, is_authors_truncated, publication_date, updated_date } = work;
  const paper_id = paperIdSchema.safeParse(`openalex:${WORK_ID.exec(id)?.[1]?.toUpperCase() ?? ""}`);
  if (!paper_id.success)
    return reject(
      "no-id",
      id === "" ? "the record has no id" : `id is ${shown(id)}, which is that of no OpenAlex work`,
    );

  // Times of OpenAlex are in UTC, and do not say so.
  const updated_at = updated_date === "" ? batchTimestamp : readTimestamp(updated_date);
  if (!updated_at) return reject("bad-date", `updated_date is ${shown(updated_date)}, which is no date-time`);

  const abstract = textOfInvertedIndex(work.abstract_inverted_index);
  if (abstract === undefined)
    return reject("bad-field", "abstract_inverted_index: it is that of over a million characters");

  return {
    kind: "paper",
    paper: {
      paper_id: paper_id.data,
      source: "openalex",
      title: textOfMarkup(work.title || work.display_name || ""),
      abstract: withoutHeading(textOfMarkup(abstract)),
      authors: work.authorships
        .map(({ author, raw_author_name }) => author?.[0] || raw_author_name)
        .filter((name) => name !== ""),
      published_date: readDate(publication_date) ?? null,
      categories: categoriesOf(work),
      ...doiField(work.doi),
      updated_at,
      raw_json,
      rank: is_authors_truncated ? RANKS.openalex["cut at 100 authors"] : RANKS.openalex.work,
    },
  };
}

/** The word "Abstract", where what follows it begins a sentence. */
const HEADING = /^(?:Abstract|ABSTRACT)(?:[:.]| (?=[\p{Lu}\p{N}]))\s*/u;

/** OpenAlex has the heading of an abstract as its first word. */
const withoutHeading = (abstract: string) => abstract.replace(HEADING, "");

/** A concept with less is only there as the ancestor of another. */
const MIN_CONCEPT_SCORE = 0.3;

/** The primary topic first, each once; where there are no topics, the concepts that came before them. */
function categoriesOf({ primary_topic, topics, concepts }: Work): string[] {
  const ofTopics = (primary_topic ? [primary_topic, ...topics] : topics).flat();
  const names =
    ofTopics.length > 0
      ? ofTopics
      : conceptsSchema
          .parse(concepts)
          .filter(({ score }) => (score ?? 1) >= MIN_CONCEPT_SCORE)
          .map(({ display_name }) => display_name);
  return [...new Set(names.filter((name) => name !== ""))];
}
