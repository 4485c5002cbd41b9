import { readEuropePmcRecord } from "./europepmc-record.ts";
import type { Format } from "./format.ts";
import { jsonPageFrame } from "./frames.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { readJsonRecord } from "./read-json-record.ts";

const RESULTS = ["resultList", "result"] as const;

/** Where Europe PMC has its records from. @see https://europepmc.org/Help#whatserachingEPMC */
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

/** Fields of which core and lite have at least one, and `resultType=idlist` none. */
const OF_PAPERS = ["title", "authorString", "pubYear", "firstPublicationDate"];
/** Fields of a citation or a reference, which looks like a record otherwise. */
const OF_CITATIONS = ["citationType", "citedOrder"];

const hasOneOf = (object: JsonObject, names: readonly string[]) => names.some((name) => name in object);

const isRecord = (object: JsonObject): boolean =>
  "id" in object &&
  SOURCES.has(object.source) &&
  hasOneOf(object, OF_PAPERS) &&
  !hasOneOf(object, OF_CITATIONS);

/** Clients keep a record within an object of their own. */
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
 * What Europe PMC's search answers, with `resultType` core or lite: its pages, single records as lines or in an array, and
 * records as clients keep them.
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
