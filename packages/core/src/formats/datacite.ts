import { readDataCiteDoi } from "./datacite-doi.ts";
import type { Format } from "./format.ts";
import { jsonPageFrame } from "./frames.ts";
import { jsonRecords } from "./json-records.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { readJsonRecord } from "./read-json-record.ts";

const TYPE = "dois";

const isRecord = ({ type, attributes }: JsonObject): boolean =>
  isJsonObject(attributes) && (type === TYPE || (type === undefined && "doi" in attributes));

/** Returns the record in the API's answer for one DOI, which wraps it in `data`. Returns other objects unchanged. */
const unwrapped = (object: JsonObject): JsonObject => (isJsonObject(object.data) ? object.data : object);

/** Returns advice for a page that holds no DOIs but other objects, such as `clients`, which are repositories. */
function refusalOf(object: JsonObject): string | undefined {
  const types = (objectsAt(object, ["data"]) ?? []).map(({ type }) => type);
  const [type] = types;
  return isPage(object) && typeof type === "string" && !types.includes(TYPE)
    ? `DataCite answered with ${type}, which are not papers: ask its API for ${TYPE}`
    : undefined;
}

const isPage = ({ data, meta }: JsonObject) =>
  Array.isArray(data) && isJsonObject(meta) && "totalPages" in meta;

/**
 * DataCite's DOIs: the JSON lines of the public data file, the pages of the API, and the API's answer for one DOI.
 *
 * @see https://support.datacite.org/docs/datacite-public-data-file
 * @see https://support.datacite.org/docs/api
 */
export const datacite: Format = {
  name: "datacite",
  readerRevision: 1,
  source: "datacite",
  ...jsonRecords({
    isRecord: (object) => isRecord(unwrapped(object)),
    pages: [["data"]],
    isEmptyPage: isPage,
    refusalOf,
  }),
  parse: (record, context) =>
    readJsonRecord(record, (json) => readDataCiteDoi(unwrapped(json), record.text, context)),
  frame: jsonPageFrame('{"meta":{"totalPages":1},"data":[', "]}"),
};
