import { BatchFileError } from "../batch-files/batch-file.ts";
import { COMPRESSION_NAMES } from "../compression/decompress.ts";
import { errorAnswerOf, errorOfJson, errorPageOf } from "./error-answer.ts";
import type { FileHead } from "./file-head.ts";
import { foreignTextOf } from "./foreign-text.ts";
import { FEED_ERROR, type Format } from "./format.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { shown, shownBytes } from "./shown.ts";

/**
 * Returns the error for a file that no format recognises. If the file holds only an error of the source, the message is that
 * error. Otherwise the message says what the file holds, what to do with it, and which formats are known.
 */
export function unknownFormat(bytes: Buffer, head: FileHead, formats: readonly Format[]): BatchFileError {
  const said = head.isWhole ? errorOf(head) : undefined;
  if (said !== undefined)
    return new BatchFileError(FEED_ERROR, `the file holds no papers, but an error: ${shown(said, 500)}`);
  const names = formats.map(({ name }) => name).join(", ");
  const what = foreignTextOf(head.text, bytes) ?? membersSeen(head);
  return new BatchFileError(
    "unknown-format",
    `the file begins with ${shownBytes(bytes)}, which is in none of the known formats (${names}), plain or compressed with ${COMPRESSION_NAMES.join(", ")}${what === undefined ? ": give it in one of these, or register its format" : `. ${what[0]?.toUpperCase()}${what.slice(1)}`}`,
  );
}

/** Returns the last error's message if the file holds only errors. */
function errorOf({ objects, text }: FileHead): string | undefined {
  const errors = objects.map(errorOfJson);
  const isAllErrors = errors.length > 0 && errors.every((error) => error !== undefined);
  return isAllErrors && /^\s*[[{]/.test(text) ? errors.at(-1) : (errorAnswerOf(text) ?? errorPageOf(text));
}

/** Describes the first object by the names of its members, and by those of the first object in an array inside it. */
function membersSeen({ objects: [object] }: FileHead): string | undefined {
  if (!object) return undefined;
  const [name, array] = arrayOfObjectsIn(object) ?? [];
  const inner = Array.isArray(array) && isJsonObject(array[0]) ? array[0] : undefined;
  const ofInner = inner ? `, and those in ${shown(String(name))} have ${namesOf(inner)}` : "";
  return `its JSON objects have no paper_id, but ${namesOf(object)}${ofInner}: give the records of one of these formats, or register this one`;
}

/** Returns the first array of objects, and its name. It may be in the object itself or in an inner object. */
function arrayOfObjectsIn(object: JsonObject, depth = 0): readonly [string, unknown] | undefined {
  const members = Object.entries(object);
  const found = members.find(([, value]) => Array.isArray(value) && isJsonObject(value[0]));
  if (found || depth === 3) return found;
  for (const [, value] of members) {
    const inner = isJsonObject(value) ? arrayOfObjectsIn(value, depth + 1) : undefined;
    if (inner) return inner;
  }
  return undefined;
}

const namesOf = (object: JsonObject) => shown(Object.keys(object).join(", "), 300);
