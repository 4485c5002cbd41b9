import { errorOfJson } from "./error-answer.ts";
import type { FileHead } from "./file-head.ts";
import { FEED_ERROR, type Format, type Recognition, type RecordProblem } from "./format.ts";
import { isJsonObject, type JsonObject, objectsAt } from "./json-sketch.ts";
import { shown } from "./shown.ts";
import { splitJson } from "./splitting/split-json.ts";

/** Where a page has its records: `["message", "items"]` is the member `items` of the member `message`. */
export type JsonPath = readonly string[];

/** How a source's records look in JSON, and where they stand. */
export interface JsonRecords {
  /**
   * Tells whether an object is a record of this source. In the head of a file, an object may not be whole. Says no to objects that
   * stand within records, such as the references of a work.
   */
  isRecord(object: JsonObject): boolean;
  /** Where pages of the source's API, and files that wrap records, have them: in an array, or as one object. */
  readonly pages?: readonly JsonPath[];
  /** Tells whether an object that has no record is a page of this source all the same: one that is empty. */
  isEmptyPage?(object: JsonObject): boolean;
  /** Returns what an object says that is an error of this source, where `errorOfJson` does not know it. */
  errorOf?(object: JsonObject): string | undefined;
  /** Returns the advice to give for an object that the source hands out, and that holds no papers. */
  refusalOf?(object: JsonObject): string | undefined;
}

/** Makes the `recognises` and the `split` of a format of JSON objects out of what its records are. */
export const jsonRecords = (records: JsonRecords): Pick<Format, "recognises" | "split"> => ({
  recognises: (head) => recognisesJson(head, records),
  split: splitJson(records),
});

/** What a JSON value of a file is. */
export type JsonKind = "record" | "page" | "empty page" | RecordProblem;

/** Tells what a whole value is that stands at the top of a file, or in an array there. */
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

/** Returns the objects that stand where pages have their records; undefined where an object has no such place. */
export function objectsOnPage(
  object: JsonObject,
  { pages = [] }: JsonRecords,
): readonly JsonObject[] | undefined {
  const found = pages.map((path) => objectsAt(object, path)).filter((objects) => objects !== undefined);
  return found.length === 0 ? undefined : found.flat();
}

/** Counts the records of a format among the first objects. An object with a `paper_id` is in our own form, and no other. */
function recognisesJson({ objects }: FileHead, records: JsonRecords): Recognition {
  const isTheirs = (object: JsonObject) => !isOurs(object) && records.isRecord(object);
  const count = objects.reduce(
    (sum, object) =>
      sum + (isTheirs(object) ? 1 : (objectsOnPage(object, records) ?? []).filter(isTheirs).length),
    0,
  );
  if (count > 0) return { records: count };
  const refusals = objects.map((object) => records.refusalOf?.(object));
  const refusal = refusals.find((advice) => advice !== undefined);
  if (refusal !== undefined) return { refusal };
  const isTheirAnswer = (object: JsonObject) =>
    records.isEmptyPage?.(object) || records.errorOf?.(object) !== undefined;
  return objects.some(isTheirAnswer) && { records: 0 };
}

/** Papers in our own form. */
export const OUR_RECORDS: JsonRecords = { isRecord: isOurs };

/** Counts the papers in our own form among the first objects. */
export function recognisesOurs({ objects, text }: FileHead): Recognition {
  const records = objects.filter(isOurs).length;
  return (records > 0 || EMPTY_ARRAY.test(text)) && { records };
}

const EMPTY_ARRAY = /^\s*\[\s*\]\s*$/;

function isOurs(object: JsonObject): boolean {
  return "paper_id" in object;
}
