import type { FileHead } from "./file-head.ts";
import type { Format, Recognition } from "./format.ts";
import type { JsonObject } from "./json-sketch.ts";
import { isOurs, type JsonRecords, objectsOnPage } from "./kind-of-json.ts";
import { splitJson } from "./splitting/split-json.ts";

/** Returns the `recognises` and the `split` of a format whose records are these JSON objects. */
export const jsonRecords = (records: JsonRecords): Pick<Format, "recognises" | "split"> => ({
  recognises: (head) => recognisesJson(head, records),
  split: splitJson(records),
});

/** Counts the records of a format among the first objects. An object with a `paper_id` is never one of them: it is in our own form. */
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

/** Describes papers in our own form. */
export const OUR_RECORDS: JsonRecords = { isRecord: isOurs };

/** Counts the papers in our own form among the first objects. */
export function recognisesOurs({ objects, text }: FileHead): Recognition {
  const records = objects.filter(isOurs).length;
  return (records > 0 || EMPTY_ARRAY.test(text)) && { records };
}

const EMPTY_ARRAY = /^\s*\[\s*\]\s*$/;
