import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
import { dateOfParts } from "./date-of-parts.ts";
import { readDoi } from "./doi.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { jsonRecords } from "./json-records.ts";
import type { JsonObject } from "./json-sketch.ts";
import { RANKS } from "./ranks.ts";
import { readTimestamp } from "./read-date.ts";
import {
  lenientList,
  lenientNumber,
  lenientText,
  optionalCode,
  optionalList,
  optionalText,
  readFields,
  textMembers,
} from "./read-json-fields.ts";
import { readJsonRecord } from "./read-json-record.ts";
import { shown } from "./shown.ts";
import { textOfMarkup } from "./text-of-markup.ts";

/** Members that a work does not have. References, funders and updates have a DOI too, and at least one of these members. */
const NOT_OF_WORKS = ["doi-asserted-by", "key", "label"];

const isWork = (object: JsonObject) =>
  typeof object.DOI === "string" && !NOT_OF_WORKS.some((name) => name in object);
const isWorkAnswer = ({ status, "message-type": type }: JsonObject) => status === "ok" && type === "work";

/**
 * Crossref's works: JSON lines, the public data file's `{"items":[...]}`, and the API's answers with a page or one work.
 *
 * @see https://www.crossref.org/documentation/retrieve-metadata/rest-api/tips-for-using-public-data-files-and-plus-snapshots
 * @see https://github.com/CrossRef/rest-api-doc/blob/master/api_format.md
 */
export const crossref: Format = {
  name: "crossref",
  readerRevision: 2,
  source: "crossref",
  ...jsonRecords({
    isRecord: (object) => isWork(object) || isWorkAnswer(object),
    pages: [["message", "items"], ["items"]],
    isEmptyPage: ({ status, "message-type": type }) => status === "ok" && type === "work-list",
    errorOf: ({ status, "message-type": type, message }) =>
      type !== undefined && status !== "ok" ? `${type}: ${JSON.stringify(message)}` : undefined,
    refusalOf: ({ status, "message-type": type }) =>
      status === "ok" && type !== undefined && type !== "work" && type !== "work-list"
        ? `Crossref answered with ${shown(String(type))}, which holds no works: ask its API for works`
        : undefined,
  }),
  parse: (record, context) =>
    readJsonRecord(record, (json) =>
      readFields(isWorkAnswer(json) ? json.message : json, workSchema, (work) =>
        readWork(work, record.text, context),
      ),
    ),
};

/** Crossref always gives the full `date-time`, so the separate `date-parts` are not read. */
const moment = z.object({ "date-time": optionalCode }).nullish();

/** The parts of a person's name, in order. CSL-JSON has fields of their own for particles: `van` in `Ludwig van Beethoven`. */
const PARTS_OF_NAME = ["given", "dropping-particle", "non-dropping-particle", "family", "suffix"] as const;

const workSchema = z.lazy(() =>
  z.object({
    DOI: optionalCode,
    /** An array, or a text in CSL-JSON. */
    title: z.union([z.string().transform((title) => [title]), optionalList(z.string())]),
    abstract: z.string().nullish().catch(null),
    author: optionalList(textMembers(...PARTS_OF_NAME, "name", "literal")),
    issued: z
      .object({ "date-parts": lenientList(z.array(lenientNumber)) })
      .nullish()
      .catch(null),
    type: lenientText,
    subject: lenientList(optionalText),
    deposited: moment,
    indexed: moment,
  }),
);

type Work = z.infer<typeof workSchema>;

function readWork(work: Work, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { DOI, title, abstract, issued, deposited, indexed, subject, type } = work;
  const paper_id = readPaperId(`doi:${readDoi(DOI) ?? ""}`);
  if (!paper_id)
    return reject("no-id", DOI === "" ? "the record has no DOI" : `DOI is ${shown(DOI)}, which is not a DOI`);

  const time = deposited?.["date-time"] || indexed?.["date-time"] || "";
  const updated_at = time === "" ? batchTimestamp : readTimestamp(time);
  if (!updated_at)
    return reject("bad-date", `the time of the deposit is ${shown(time)}, which is not a date-time`);
  const [parts = []] = issued?.["date-parts"] ?? [];

  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "crossref",
      title: textOfMarkup(title[0] ?? ""),
      abstract: textOfMarkup(abstract ?? ""),
      authors: authorsOf(work),
      published_date: dateOfParts(parts) ?? null,
      categories: [...new Set([...subject, type].filter((category) => category !== ""))],
      updated_at,
      raw_json,
      rank: RANKS.doi.work,
    },
  };
}

/** Returns the names of persons and organisations. An organisation has only `name`, or `literal` in CSL-JSON. */
const authorsOf = ({ author }: Work) =>
  author
    .map((texts) => {
      const [name, literal] = texts.slice(PARTS_OF_NAME.length);
      const parts = texts.slice(0, PARTS_OF_NAME.length).filter((part) => part !== "");
      return parts.join(" ") || name || literal || "";
    })
    .filter((name) => name !== "");
