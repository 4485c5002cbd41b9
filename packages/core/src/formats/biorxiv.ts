import { schemaProblem } from "@paperledger/events/schema-problem";
import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
import { asDetails, endpointOf, isPreprint } from "./biorxiv-endpoints.ts";
import { doiField, readDoi } from "./doi.ts";
import { forenamesFirst } from "./forenames-first.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { jsonPageFrame } from "./frames.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { normaliseText } from "./normalise-text.ts";
import { RANKS } from "./ranks.ts";
import { readDate } from "./read-date.ts";
import { readJsonRecord } from "./read-json-record.ts";
import { shown } from "./shown.ts";
import { textOfMarkup } from "./text-of-markup.ts";
import { versionTime } from "./version-time.ts";

/** Returns the status text of an answer. It also tells that nothing was found: `no posts found`. */
function statusOf({ messages }: JsonObject): string | undefined {
  const [message] = Array.isArray(messages) ? messages : [];
  return isJsonObject(message) && typeof message.status === "string" ? message.status : undefined;
}

const saysNone = (status: string) => /^no \w+ found/i.test(status);

/**
 * The pages of bioRxiv's and medRxiv's API: `/details`, where each record is one version of a preprint, `/pubs`, and
 * `/covid19`.
 *
 * @see https://api.biorxiv.org/details/biorxiv/help
 */
export const biorxiv: Format = {
  name: "biorxiv",
  readerRevision: 2,
  source: "biorxiv",
  ...jsonRecords({
    isRecord: isPreprint,
    pages: [["collection"], ["rels"]],
    isEmptyPage: (object) =>
      Array.isArray(object.messages) &&
      (Array.isArray(object.collection) || saysNone(statusOf(object) ?? "")),
    errorOf(object) {
      const status = statusOf(object) ?? "ok";
      return status === "ok" || saysNone(status) ? undefined : status;
    },
  }),
  parse: (record, context) => readJsonRecord(record, (json) => readPreprint(json, record.text, context)),
  frame: jsonPageFrame('{"messages":[{"status":"ok"}],"collection":[', "]}"),
};

/** The API writes this for a missing value, in any field. */
const NULL = "NA";

const preprintSchema = z.lazy(() => {
  const code = z
    .string()
    .nullish()
    .transform((value) => normaliseText(value ?? ""))
    .transform((value) => (value === NULL ? "" : value));
  const text = code.transform(textOfMarkup);
  return z.object({
    doi: code,
    title: text,
    abstract: text.catch(""),
    authors: text,
    category: text.catch(""),
    date: code,
    version: z.union([code, z.number().transform(String)]),
    server: code.pipe(
      z
        .string()
        .toLowerCase()
        .pipe(z.enum(["biorxiv", "medrxiv", ""])),
    ),
  });
});

function readPreprint(record: JsonObject, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const fields = preprintSchema.safeParse(asDetails(record));
  if (!fields.success) {
    const [issue] = fields.error.issues;
    return reject("bad-field", issue ? schemaProblem(issue, "the record") : "the record cannot be read");
  }
  const { doi, title, abstract, authors, category, date, version, server } = fields.data;
  const source = server || "biorxiv";
  const paper_id = readPaperId(`${source}:${readDoi(doi) ?? ""}`);
  if (!paper_id)
    return reject("no-id", doi === "" ? "the record has no doi" : `doi is ${shown(doi)}, which is not a DOI`);
  const updated_at = date === "" ? batchTimestamp : versionTime(date, numberOf(version));
  if (!updated_at) return reject("bad-date", `date is ${shown(date)}, which is not a day`);
  return {
    kind: "paper",
    paper: {
      paper_id,
      source,
      title,
      abstract,
      authors: authors
        .split(";")
        .map(forenamesFirst)
        .filter((name) => name !== ""),
      published_date: readDate(date) ?? null,
      categories: category === "" ? [] : [category],
      ...doiField(doi),
      updated_at,
      raw_json,
      rank: RANKS.biorxiv[endpointOf(record)],
    },
  };
}

const numberOf = (version: string) => (/^\d+$/.test(version) ? Number(version) : 0);
