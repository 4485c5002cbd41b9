import { parseContext } from "@paperledger/events/parse-context";
import { schemaProblem } from "@paperledger/events/schema-problem";
import * as z from "zod";
import { type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { isJsonObject } from "./json-sketch.ts";
import { normaliseText } from "./normalise-text.ts";
import { readJsonRecord } from "./read-json-record.ts";
import { textOfMarkup } from "./text-of-markup.ts";

/** A text for readers, on one line and without markup. A missing text is empty. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => textOfMarkup(text ?? ""));

/** An id, a date or a code, on one line. A missing one is empty. */
export const optionalCode = z
  .string()
  .nullish()
  .transform((text) => normaliseText(text ?? ""));

/** A list without its nulls. A missing list is empty. */
export const optionalList = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item.nullable())
    .nullish()
    .transform((items) => (items ?? []).filter((each) => each !== null));

const jsonObject = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, { error: "not an object" });

/**
 * Returns a schema for the texts of these members of an object, in this order. Each text is read like {@link optionalText}.
 * One schema for all of them is faster, and a record may have hundreds of such objects.
 */
export const textMembers = (...names: readonly string[]) =>
  jsonObject.transform((object, context) =>
    names.map((name) => {
      const value = object[name] ?? "";
      if (typeof value === "string") return textOfMarkup(value);
      context.addIssue({ code: "custom", path: [name], input: value, message: "not text" });
      return "";
    }),
  );

/** A text that a paper does not need. It is empty if the field is missing or has another type. */
export const lenientText = optionalText.catch("");

/** A date or a code that a paper does not need. It is empty if the field is missing or has another type. */
export const lenientCode = optionalCode.catch("");

/** A list that a paper does not need. Elements of another type are left out. It is empty if the field is not a list. */
export const lenientList = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.filter((each) => each !== null));

/** A number, or a number in a text, that a paper does not need. It is null if the field is not a number. */
export const lenientNumber = z
  .union([z.number(), z.string().regex(/\d/).transform(Number).pipe(z.number())])
  .nullish()
  .catch(null);

/** Reads an object with these fields. If a field has the wrong type, returns a reject that names the field. */
export function readFields<Fields>(
  json: unknown,
  schema: z.ZodType<Fields>,
  read: (fields: Fields) => ParsedRecord,
): ParsedRecord {
  const { success, data, error } = schema.safeParse(json, parseContext());
  if (success) return read(data);
  const [issue] = error.issues;
  return reject("bad-field", issue ? schemaProblem(issue, "the record") : "the record cannot be read");
}

/** Reads a record that is one JSON object with these fields. */
export const readJsonFields = <Fields>(
  record: SourceRecord,
  schema: z.ZodType<Fields>,
  read: (fields: Fields) => ParsedRecord,
): ParsedRecord => readJsonRecord(record, (json) => readFields(json, schema, read));
