import { errorOfJson } from "./error-answer.ts";
import { FEED_ERROR, type RecordProblem } from "./format.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { shown } from "./shown.ts";

/** The path to the records of a page: `["message", "items"]` is the member `items` of the member `message`. */
export type JsonPath = readonly string[];

/** Describes a source's records in JSON: how to recognise one, and where they stand. */
export interface JsonRecords {
  /**
   * Tells whether an object is a record of this source. The object may be cut off if it comes from the head of a file.
   * Returns false for objects inside records, such as the references of a work.
   */
  isRecord(object: JsonObject): boolean;
  /** The paths to the records in pages of the source's API and in files that wrap records. At a path stands an array, or one object. */
  readonly pages?: readonly JsonPath[];
  /** Tells whether an object without any record is an empty page of this source. */
  isEmptyPage?(object: JsonObject): boolean;
  /** Returns the message of an object that is an error of this source, for errors that `errorOfJson` does not know. */
  errorOf?(object: JsonObject): string | undefined;
  /** Returns advice for an object of the source that holds no papers. */
  refusalOf?(object: JsonObject): string | undefined;
}

/** The kind of a JSON value in a file. */
export type JsonKind = "record" | "page" | "empty page" | RecordProblem;

/** Returns the kind of a whole value. The value stands at the top level of a file, or in an array there. */
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

/** Returns the objects at the paths of `pages`. Returns undefined if the object has none of these paths. */
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
