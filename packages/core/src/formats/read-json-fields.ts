import { z } from "zod";
import { type ParsedRecord, reject, type SourceRecord } from "./format.ts";
import { isJsonObject } from "./json-sketch.ts";
import { normaliseText } from "./normalise-text.ts";
import { readJsonRecord } from "./read-json-record.ts";
import { textOfMarkup } from "./text-of-markup.ts";

/** Text for readers, on one line and with markup left out; empty where there is none. */
export const optionalText = z
  .string()
  .nullish()
  .transform((text) => textOfMarkup(text ?? ""));

/** An id, a date or a code, on one line; empty where there is none. */
export const optionalCode = z
  .string()
  .nullish()
  .transform((text) => normaliseText(text ?? ""));

/** A list; empty where there is none, and without the nulls in it. */
export const optionalList = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item.nullable())
    .nullish()
    .transform((items) => (items ?? []).filter((each) => each !== null));

/** Tells whether a value is a JSON object. */
const jsonObject = z.custom<Readonly<Record<string, unknown>>>(isJsonObject, { error: "expected object" });

/**
 * The texts of these members of an object, in this order, each as {@link optionalText} is. In one step, because records have
 * hundreds of such objects.
 */
export const textMembers = (...names: readonly string[]) =>
  jsonObject.transform((object, context) =>
    names.map((name) => {
      const value = object[name] ?? "";
      if (typeof value === "string") return textOfMarkup(value);
      context.addIssue({ code: "custom", path: [name], input: value, message: "expected string" });
      return "";
    }),
  );

/** The text of a field that a paper can do without: empty as well where it is of another kind. */
export const lenientText = optionalText.catch("");

/** A date or a code of the same sort. */
export const lenientCode = optionalCode.catch("");

/** A list of the same sort: without what is of another kind, and empty where it is no list. */
export const lenientList = <Item>(item: z.ZodType<Item>) =>
  z
    .array(item.nullable().catch(null))
    .catch([])
    .transform((items) => items.filter((each) => each !== null));

/** A number of the same sort, also in a text; null where it is none. */
export const lenientNumber = z
  .union([z.number(), z.string().regex(/\d/).transform(Number).pipe(z.number())])
  .nullish()
  .catch(null);

/** Reads an object with these fields; a reject, which names the field, where one is of another kind. */
export function readFields<Fields>(
  json: unknown,
  schema: z.ZodType<Fields>,
  read: (fields: Fields) => ParsedRecord,
): ParsedRecord {
  const { success, data, error } = schema.safeParse(json);
  if (success) return read(data);
  const [issue] = error.issues;
  return reject("bad-field", `${issue?.path.join(".") || "the record"}: ${issue?.message}`);
}

/** Reads a record that is one JSON object with these fields. */
export const readJsonFields = <Fields>(
  record: SourceRecord,
  schema: z.ZodType<Fields>,
  read: (fields: Fields) => ParsedRecord,
): ParsedRecord => readJsonRecord(record, (json) => readFields(json, schema, read));
