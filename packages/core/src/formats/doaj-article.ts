import * as z from "zod";
import { paperIdSchema } from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { forenamesFirst } from "./forenames-first.ts";
import { type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { monthNumber } from "./month-number.ts";
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

const yearOrMonth = z.union([z.number().transform(String), lenientCode]);

const articleSchema = z.lazy(() =>
  z.object({
    id: optionalCode,
    last_updated: optionalCode,
    admin: z
      .object({ in_doaj: z.boolean().nullish().catch(null) })
      .nullish()
      .catch(null),
    bibjson: z
      .object({
        title: optionalText,
        abstract: lenientText,
        author: optionalList(z.object({ name: optionalText })),
        subject: lenientList(z.object({ term: lenientText })),
        identifier: lenientList(z.object({ type: lenientCode, id: lenientCode })),
        year: yearOrMonth,
        month: yearOrMonth,
        journal: z.unknown().optional(),
      })
      .nullish(),
  }),
);

const ID = /^[0-9a-f]{32}$/;

/** Reads an article, as DOAJ's dump and API write it. */
export const readDoajArticle = (json: object, raw_json: string, context: FormatContext): ParsedRecord =>
  readFields(json, articleSchema, (article) => readArticle(article, raw_json, context));

function readArticle(
  { id, last_updated, admin, bibjson }: z.infer<typeof articleSchema>,
  raw_json: string,
  { batchTimestamp }: FormatContext,
): ParsedRecord {
  if (!ID.test(id))
    return reject(
      "no-id",
      id === "" ? "the record has no id" : `id is ${shown(id)}, and DOAJ's ids are 32 hexadecimal digits`,
    );
  if (!bibjson?.journal)
    return reject(
      "not-a-paper",
      "the record has no bibjson.journal, so it may be a journal: only articles are read",
    );
  const updated_at = last_updated === "" ? batchTimestamp : readTimestamp(last_updated);
  if (!updated_at)
    return reject("bad-date", `last_updated is ${shown(last_updated)}, which is not a date-time`);
  const { title, abstract, author, subject, identifier, year, month } = bibjson;
  return {
    kind: "paper",
    paper: {
      paper_id: paperIdSchema.parse(`doaj:${id}`),
      source: "doaj",
      title,
      abstract,
      authors: author.map(({ name }) => readDoajName(name)).filter((name) => name !== ""),
      published_date: readDate(`${year}-${monthNumber(month)}`) ?? readDate(year) ?? null,
      categories: [...new Set(subject.map(({ term }) => term).filter((term) => term !== ""))],
      ...doiField(...identifier.filter(({ type }) => type.toLowerCase() === "doi").map(({ id }) => id)),
      updated_at,
      raw_json,
      rank: RANKS.doaj.JSON,
      ...(admin?.in_doaj === false && { withdrawn_at: updated_at }),
    },
  };
}

/** Matches a name whose comma is followed by a suffix alone. Another spelling may be a forename: `Petrov, Iv.` */
const WITH_SUFFIX = /^([^,]+), ?((?:Jr|Sr)\.?|II|III|IV)$/;

/** Returns a name with the forenames first. The text before a comma is the surname, unless only a suffix follows the comma. */
export const readDoajName = (name: string): string =>
  WITH_SUFFIX.exec(name)?.slice(1).join(" ") ?? forenamesFirst(name);
