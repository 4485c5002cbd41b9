import { readDoajArticle } from "./doaj-article.ts";
import type { Format } from "./format.ts";
import { jsonPageFrame } from "./frames.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { readJsonRecord } from "./read-json-record.ts";

/** A journal's record has a `bibjson` too, but without a `journal` in it. */
const isArticle = ({ bibjson }: JsonObject): boolean => isJsonObject(bibjson) && "journal" in bibjson;

/** Returns the record inside a hit of Elasticsearch, where DOAJ keeps its records. Returns other objects unchanged. */
const unwrapped = (object: JsonObject): JsonObject =>
  isJsonObject(object._source) ? object._source : object;

/**
 * DOAJ's articles: the files of its dump, the pages of its API, the API's answer for one article, and hits of Elasticsearch.
 *
 * @see https://doaj.org/docs/public-data-dump/
 * @see https://doaj.org/api/v4/docs
 */
export const doaj: Format = {
  name: "doaj",
  readerRevision: 1,
  source: "doaj",
  ...jsonRecords({
    isRecord: (object) => isArticle(unwrapped(object)),
    pages: [["results"], ["hits", "hits"]],
    isEmptyPage: (object) => "pageSize" in object && "query" in object && Array.isArray(object.results),
    refusalOf: (object) =>
      isJsonObject(unwrapped(object).bibjson)
        ? "its records have no bibjson.journal, as articles of DOAJ have: they are journals, which are not papers. Give the dump of articles, or pages of /search/articles"
        : undefined,
  }),
  parse: (record, context) =>
    readJsonRecord(record, (json) => readDoajArticle(unwrapped(json), record.text, context)),
  frame: jsonPageFrame('{"pageSize":100,"query":"","results":[', "]}"),
};
