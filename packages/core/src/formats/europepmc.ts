import { readEuropePmcRecord } from "./europepmc-record.ts";
import type { Format } from "./format.ts";
import { jsonPageFrame } from "./frames.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { readJsonRecord } from "./read-json-record.ts";

const RESULTS = ["resultList", "result"] as const;

/** The sources of Europe PMC's records. @see https://europepmc.org/Help#whatserachingEPMC */
const SOURCES: ReadonlySet<unknown> = new Set([
  "AGR",
  "CBA",
  "CIT",
  "CTX",
  "ETH",
  "HIR",
  "MED",
  "NBK",
  "PAT",
  "PMC",
  "PPR",
]);

/** Every result of core and lite has at least one of these fields. Results of `resultType=idlist` have none of them. */
const OF_PAPERS = ["title", "authorString", "pubYear", "firstPublicationDate"];
/** Fields of citations and references, which otherwise look like records. */
const OF_CITATIONS = ["citationType", "citedOrder"];

const hasOneOf = (object: JsonObject, names: readonly string[]) => names.some((name) => name in object);

const isRecord = (object: JsonObject): boolean =>
  "id" in object &&
  SOURCES.has(object.source) &&
  hasOneOf(object, OF_PAPERS) &&
  !hasOneOf(object, OF_CITATIONS);

/** Returns the record in `full`, where some clients store it. Returns other objects unchanged. */
const unwrapped = (object: JsonObject): JsonObject => (isJsonObject(object.full) ? object.full : object);

const isAnswer = (object: JsonObject) => "hitCount" in object;

function refusalOf(object: JsonObject): string | undefined {
  if (isAnswer(object) && hasOneOf(object, ["citationList", "referenceList"]))
    return "Europe PMC answered with citations or references, which hold no papers: ask its search for resultType=core";
  const results = objectsAt(object, RESULTS) ?? [];
  return results.length > 0 && !results.some((result) => hasOneOf(result, OF_PAPERS))
    ? "Europe PMC answered with ids alone (resultType=idlist), which have no titles: ask its search for resultType=core"
    : undefined;
}

/**
 * The answers of Europe PMC's search with `resultType` core or lite: its pages, single records as lines or in an array, and
 * records as clients store them.
 *
 * @see https://europepmc.org/RestfulWebService
 * @see https://europepmc.org/docs/EBI_Europe_PMC_Web_Service_Reference.pdf
 */
export const europepmc: Format = {
  name: "europepmc",
  readerRevision: 1,
  source: "europepmc",
  ...jsonRecords({
    isRecord: (object) => isRecord(unwrapped(object)),
    pages: [RESULTS],
    isEmptyPage: (object) => isAnswer(object) && isJsonObject(object.resultList),
    refusalOf,
  }),
  parse: (record, context) =>
    readJsonRecord(record, (json) => readEuropePmcRecord(unwrapped(json), record.text, context)),
  frame: jsonPageFrame('{"hitCount":0,"resultList":{"result":[', "]}}"),
};
