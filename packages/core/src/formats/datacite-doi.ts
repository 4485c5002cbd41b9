import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
import { doiField, readDoi } from "./doi.ts";
import { forenamesFirst } from "./forenames-first.ts";
import { type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import {
  lenientCode,
  lenientList,
  lenientText,
  optionalCode,
  optionalList,
  optionalText,
  readFields,
} from "./read-json-fields.ts";
import { shown } from "./shown.ts";

/**
 * Matches a text that begins with one of DataCite's codes for a missing value, such as `(:unav)`. Other text may follow the code.
 *
 * @see https://support.datacite.org/docs/schema-values-unknown-information-v43
 */
const UNKNOWN = /^\(:(?:unac|unal|unap|unas|unav|unkn|none|null|tba|etal)\)/i;

const withoutCode = (text: string) => (UNKNOWN.test(text) ? "" : text);
const known = optionalText.transform(withoutCode);
const lenientKnown = lenientText.transform(withoutCode);

const creatorSchema = z.lazy(() =>
  z.object({
    name: known,
    nameType: lenientCode,
    givenName: lenientKnown,
    familyName: lenientKnown,
  }),
);

const attributesSchema = z.lazy(() =>
  z.object({
    doi: optionalCode,
    titles: optionalList(z.object({ title: known, titleType: lenientCode })),
    descriptions: lenientList(z.object({ description: lenientKnown, descriptionType: lenientCode })),
    creators: optionalList(creatorSchema),
    publicationYear: z.union([z.number().transform(String), lenientCode]),
    dates: lenientList(z.object({ date: lenientCode, dateType: lenientCode })),
    subjects: lenientList(z.object({ subject: lenientKnown })),
    types: z.object({ resourceTypeGeneral: lenientText }).nullish().catch(null),
    state: lenientCode,
    updated: optionalCode,
  }),
);

const recordSchema = z.lazy(() =>
  z.object({ id: lenientCode, type: lenientCode, attributes: attributesSchema.nullish() }),
);

type Attributes = z.infer<typeof attributesSchema>;

/** Reads the record of a DOI, as DataCite's public data file and API write it. */
export const readDataCiteDoi = (json: object, raw_json: string, context: FormatContext): ParsedRecord =>
  readFields(json, recordSchema, ({ id, type, attributes }) =>
    !attributes || !["dois", ""].includes(type)
      ? reject(
          "not-a-paper",
          `the record's type is ${shown(type)}, and only dois with their attributes are read`,
        )
      : readAttributes(attributes, attributes.doi || id, raw_json, context),
  );

function readAttributes(
  attributes: Attributes,
  doi: string,
  raw_json: string,
  { batchTimestamp }: FormatContext,
): ParsedRecord {
  const paper_id = readPaperId(`datacite:${readDoi(doi) ?? ""}`);
  if (!paper_id)
    return reject("no-id", doi === "" ? "the record has no doi" : `doi is ${shown(doi)}, which is not a DOI`);
  const { updated, state } = attributes;
  const updated_at = updated === "" ? batchTimestamp : readTimestamp(updated);
  if (!updated_at) return reject("bad-date", `updated is ${shown(updated)}, which is not a date-time`);
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "datacite",
      title: titleOf(attributes),
      abstract: abstractOf(attributes),
      authors: attributes.creators.map(nameOf).filter((name) => name !== ""),
      published_date: publishedDateOf(attributes),
      categories: categoriesOf(attributes),
      ...doiField(doi),
      updated_at,
      raw_json,
      rank: RANKS.datacite.DOI,
      ...(state === "registered" && { withdrawn_at: updated_at }),
    },
  };
}

/** Returns the main title: the first title that has no type. It is not always the first title. */
function titleOf({ titles }: Attributes): string {
  const main = titles.find(({ titleType, title }) => titleType === "" && title !== "");
  return (main ?? titles[0])?.title ?? "";
}

/** Returns the first abstract that has text. There may be abstracts in several languages. */
const abstractOf = ({ descriptions }: Attributes) =>
  descriptions.find(
    ({ description, descriptionType }) => descriptionType === "Abstract" && description !== "",
  )?.description ?? "";

/** Puts the forenames first if a name has exactly one comma. With more commas it may contain life dates or a list of people. */
function nameOf({ name, nameType, givenName, familyName }: z.infer<typeof creatorSchema>): string {
  const parts = [givenName, familyName];
  if (!parts.includes("")) return parts.join(" ");
  const whole = name || parts.join("");
  return nameType !== "Organizational" && whole.split(",").length === 2 ? forenamesFirst(whole) : whole;
}

/** Prefers a date of issue in the year of publication, because a date of issue in another year can be the day of deposit. */
function publishedDateOf({ dates, publicationYear }: Attributes): string | null {
  const issued = dates
    .filter(({ dateType }) => dateType === "Issued")
    .flatMap(({ date }) => readDate(beginOf(date)) ?? []);
  const year = readDate(publicationYear);
  const inYear = issued.filter((date) => year !== undefined && date.startsWith(year));
  const [longest] = inYear.sort((one, other) => other.length - one.length);
  return longest ?? issued[0] ?? year ?? null;
}

/** Returns the first date of a range such as `2014-03-01/2014-03-31`. */
const beginOf = (date: string) => date.split("/")[0] ?? "";

/** Returns the subjects, then the general type of the resource, without repeats. */
function categoriesOf({ subjects, types }: Attributes): string[] {
  const general = types?.resourceTypeGeneral ?? "";
  const before = new Set(subjects.map(({ subject }) => subject));
  before.delete(general);
  return [...before, general].filter((category) => category !== "");
}
