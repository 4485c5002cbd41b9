import { type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { isJsonObject, type JsonObject } from "./json-sketch.ts";
import { parseJson } from "./parse-json.ts";
import { shown } from "./shown.ts";

/** Reads a record that is one JSON object. Returns a reject if it is not a JSON object. */
export function readJsonRecord(
  { text, json: parsed }: SourceRecord,
  read: (record: JsonObject) => ParsedRecord,
): ParsedRecord {
  const json = parsed === undefined ? parseJson(text) : { value: parsed };
  if ("error" in json) return reject("malformed", `not JSON: ${json.error}`);
  if (!isJsonObject(json.value))
    return reject("not-a-paper", `a paper is a JSON object, and this is ${shown(text)}`);
  return read(json.value);
}
