import { errorOfJson } from "./error-answer.ts";
import { FEED_ERROR, type RecordProblem } from "./format.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { shown } from "./shown.ts";

/** Where a page has its records: `["message", "items"]` is the member `items` of the member `message`. */
export type JsonPath = readonly string[];

/** How a source's records look in JSON, and where they stand. */
export interface JsonRecords {
  /**
   * Tells whether an object is a record of this source. In the head of a file, an object may not be whole. Returns false for
   * objects within records, such as the references of a work.
   */
  isRecord(object: JsonObject): boolean;
  /** Where pages of the source's API, and files that wrap records, have them: in an array, or as one object. */
  readonly pages?: readonly JsonPath[];
  /** Tells whether an object without any record is an empty page of this source. */
  isEmptyPage?(object: JsonObject): boolean;
  /** Returns the message of an object that is an error of this source, for errors that `errorOfJson` does not know. */
  errorOf?(object: JsonObject): string | undefined;
  /** Returns advice for an object of the source that holds no papers. */
  refusalOf?(object: JsonObject): string | undefined;
}

/** What a JSON value of a file is. */
export type JsonKind = "record" | "page" | "empty page" | RecordProblem;

/** Tells what a whole value is. The value stands at the top of a file, or in an array there. */
export function kindOfJson(value: unknown, records: JsonRecords): JsonKind {
  if (!isJsonObject(value) || isOurs(value) || records.isRecord(value)) return "record";
  const onPage = objectsOnPage(value, records);
  if (onPage && onPage.length > 0) return "page";
  const said = records.errorOf?.(value) ?? (onPage ? undefined : errorOfJson(value));
  if (said !== undefined) return { reason: FEED_ERROR, message: `the source answered: ${shown(said, 500)}` };
  if (onPage || records.isEmptyPage?.(value)) return "empty page";
  const refusal = records.refusalOf?.(value);
  return refusal === undefined ? "record" : { reason: "not-a-paper", message: refusal };
}

/** Returns the objects at the places where pages have their records; undefined if the object has no such place. */
export function objectsOnPage(
  object: JsonObject,
  { pages = [] }: JsonRecords,
): readonly JsonObject[] | undefined {
  const found = pages.map((path) => objectsAt(object, path)).filter((objects) => objects !== undefined);
  return found.length === 0 ? undefined : found.flat();
}

/** Tells whether an object is a paper in our own form. */
export function isOurs(object: JsonObject): boolean {
  return "paper_id" in object;
}
