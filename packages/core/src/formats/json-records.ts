import { BatchFileError } from "../batch-files/batch-file.ts";
import { FileHead } from "./file-head.ts";
import type { Format, Recognition } from "./format.ts";
import { type JsonObject, objectsAt } from "./json-sketch.ts";
import { splitByHead, splitJsonObjects } from "./splitting/split-by-head.ts";
import { splitJsonArrayAt } from "./splitting/split-json-array-at.ts";

/** Where a page has its records: `["message", "items"]` is the member `items` of the member `message`. */
export type JsonPath = readonly [string, ...string[]];

/** How a source's records look in JSON, and where they stand. */
export interface JsonRecords {
  /**
   * Whether an object is a record of this source. In the head of a file, an object may not be whole. Says no to objects that
   * stand within records, such as the references of a work.
   */
  isRecord(object: JsonObject): boolean;
  /** Where pages of the source's API, and files that wrap records, have them. */
  readonly pages?: readonly JsonPath[];
  /** Whether an object that has no record is a page of this source all the same: one that is empty. */
  isEmptyPage?(object: JsonObject): boolean;
  /** The advice to give for an object that the source hands out, and that holds no papers. */
  refusalOf?(object: JsonObject): string | undefined;
}

/** Makes the `recognises` and the `split` of a format of JSON objects out of what its records are. */
export function jsonRecords(records: JsonRecords): Pick<Format, "recognises" | "split"> {
  const { pages = [] } = records;
  return {
    recognises: recognisesJson(records),
    split: splitByHead((text) => {
      const head = new FileHead(text, false);
      const recognition = recognisesJson(records)(head);
      if (typeof recognition === "object" && "refusal" in recognition)
        throw new BatchFileError("unknown-format", recognition.refusal);
      const path = pages.find((page) => head.objects.some((object) => objectsAt(object, page)));
      return path ? splitJsonArrayAt(path) : splitJsonObjects(text);
    }),
  };
}

/** Counts the records of a format among the first objects. An object with a `paper_id` is in our own form, and no other. */
const recognisesJson =
  ({ isRecord, pages = [], isEmptyPage = () => false, refusalOf = () => undefined }: JsonRecords) =>
  ({ objects }: FileHead): Recognition => {
    const isTheirs = (object: JsonObject) => !isOurs(object) && isRecord(object);
    const recordsIn = (object: JsonObject) =>
      isTheirs(object) ? 1 : pages.flatMap((path) => objectsAt(object, path) ?? []).filter(isTheirs).length;
    const records = objects.reduce((sum, object) => sum + recordsIn(object), 0);
    if (records > 0) return { records };
    const [refusal] = objects.map(refusalOf).filter((advice) => advice !== undefined);
    return refusal === undefined ? objects.some(isEmptyPage) && { records: 0 } : { refusal };
  };

/** Counts the papers in our own form among the first objects. */
export function recognisesOurs({ objects, text }: FileHead): Recognition {
  const records = objects.filter(isOurs).length;
  return (records > 0 || EMPTY_ARRAY.test(text)) && { records };
}

const EMPTY_ARRAY = /^\s*\[\s*\]\s*$/;

const isOurs = (object: JsonObject) => "paper_id" in object;
