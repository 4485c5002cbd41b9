import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
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
 * OpenAlex's works: the snapshot's JSON lines, the API's answer for one work, and the API's pages.
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

/** Matches only full addresses: a bare `W...` could be the id of another source. */
const WORK_ADDRESS = /^https?:\/\/(?:api\.)?openalex\.org\/(?:works\/)?W\d/i;

const named = textMembers("display_name");

const workSchema = z.lazy(() =>
  z.object({
    id: optionalCode,
    doi: lenientCode,
    title: z.string().nullish(),
    display_name: z.string().nullish(),
    abstract_inverted_index: z.unknown().optional(),
    authorships: optionalList(z.object({ author: named.nullish(), raw_author_name: optionalText })),
    /** True if a page of the API lists only the first 100 authors of the work. */
    is_authors_truncated: z.boolean().nullish().catch(null),
    publication_date: lenientCode,
    updated_date: optionalCode,
    primary_topic: named.nullish().catch(null),
    topics: lenientList(named),
    concepts: z.unknown().optional(),
  }),
);

/** Read only if a work has no topics, to save time: most works have topics and also many concepts. */
const conceptsSchema = z.lazy(() =>
  lenientList(z.object({ display_name: optionalText, score: lenientNumber })),
);

type Work = z.infer<typeof workSchema>;

function readWork(work: Work, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { id, is_authors_truncated, publication_date, updated_date } = work;
  const paper_id = readPaperId(`openalex:${WORK_ID.exec(id)?.[1]?.toUpperCase() ?? ""}`);
  if (!paper_id)
    return reject(
      "no-id",
      id === "" ? "the record has no id" : `id is ${shown(id)}, which is not the id of an OpenAlex work`,
    );

  // OpenAlex writes times in UTC, without a zone.
  const updated_at = updated_date === "" ? batchTimestamp : readTimestamp(updated_date);
  if (!updated_at)
    return reject("bad-date", `updated_date is ${shown(updated_date)}, which is not a date-time`);

  const abstract = textOfInvertedIndex(work.abstract_inverted_index);
  if (abstract === undefined)
    return reject("bad-field", "abstract_inverted_index: its text has over a million characters");

  return {
    kind: "paper",
    paper: {
      paper_id,
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

/** Matches the heading "Abstract" at the beginning, if a colon, a point, a capital letter or a number follows it. */
const HEADING = /^(?:Abstract|ABSTRACT)(?:[:.]| (?=[\p{Lu}\p{N}]))\s*/u;

/** In OpenAlex, the first word of an abstract may be its heading. */
const withoutHeading = (abstract: string) => abstract.replace(HEADING, "");

/** A concept with a lower score is listed only because it is the ancestor of another concept. */
const MIN_CONCEPT_SCORE = 0.3;

/** Returns the topics without repeats, the primary topic first. Older works without topics get their concepts. */
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
