import { BatchFileError } from "../batch-files/batch-file.ts";
import { COMPRESSION_NAMES } from "../compression/decompress.ts";
import type { FileHead } from "./file-head.ts";
import type { Format } from "./format.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { shown, shownBytes } from "./shown.ts";

/** The error of a file that no format recognises: shows what the file holds, and the formats there are. */
export function unknownFormat(bytes: Buffer, head: FileHead, formats: readonly Format[]): BatchFileError {
  const names = formats.map(({ name }) => name).join(", ");
  const seen = membersSeen(head);
  return new BatchFileError(
    "unknown-format",
    `the file begins with ${shownBytes(bytes)}, which is in none of the known formats (${names}), plain or compressed with ${COMPRESSION_NAMES.join(", ")}${seen}: give it in one of these, or register its format`,
  );
}

/** The names of the members of the first object, and of the first object within it that an array holds. */
function membersSeen({ objects: [object] }: FileHead): string {
  if (!object) return "";
  const [name, array] = Object.entries(object).find(([, value]) => isArrayOfObjects(value)) ?? [];
  const inner = Array.isArray(array) && isJsonObject(array[0]) ? array[0] : undefined;
  const ofInner = inner ? `, and those of ${shown(String(name))} have ${namesOf(inner)}` : "";
  return `. Its JSON objects have no paper_id, but ${namesOf(object)}${ofInner}`;
}

const isArrayOfObjects = (value: unknown) => Array.isArray(value) && isJsonObject(value[0]);

const namesOf = (object: JsonObject) => shown(Object.keys(object).join(", "), 300);
