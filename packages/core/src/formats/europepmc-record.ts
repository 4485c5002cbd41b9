import * as z from "zod";
import { readPaperId, type Timestamp } from "../papers/paper.ts";
import { doiField } from "./doi.ts";
import { type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { initialsFirst } from "./initials-first.ts";
import { monthNumber } from "./month-number.ts";
import { RANKS } from "./ranks.ts";
import { readDate, readTimestamp } from "./read-date.ts";
import {
  lenientCode,
  lenientList,
  lenientText,
  optionalCode,
  optionalText,
  readFields,
} from "./read-json-fields.ts";
import { shown } from "./shown.ts";

/** Accepts a list, or a single item: clients that read the XML answer write a list of one as the item itself. */
const oneOrMore = <Item>(item: z.ZodType<Item>) =>
  z.preprocess(
    (value) => (value === undefined || value === null || Array.isArray(value) ? value : [value]),
    lenientList(item),
  );

const authorSchema = z.lazy(() =>
  z.object({
    fullName: lenientText,
    firstName: lenientText,
    initials: lenientText,
    lastName: lenientText,
    suffix: lenientText,
    collectiveName: lenientText,
  }),
);

const recordSchema = z.lazy(() =>
  z.object({
    id: z.union([optionalCode, z.number().transform(String)]),
    source: optionalCode,
    doi: lenientCode,
    title: optionalText,
    abstractText: lenientText,
    authorString: optionalText,
    authorList: z
      .object({ author: oneOrMore(authorSchema) })
      .nullish()
      .catch(null),
    journalInfo: z
      .object({ dateOfPublication: lenientText, printPublicationDate: lenientText })
      .nullish()
      .catch(null),
    meshHeadingList: z
      .object({ meshHeading: oneOrMore(z.object({ descriptorName: lenientText })) })
      .nullish()
      .catch(null),
    firstPublicationDate: lenientCode,
    electronicPublicationDate: lenientCode,
    pubYear: z.union([z.number().transform(String), lenientCode]),
    dateOfRevision: optionalCode,
    firstIndexDate: optionalCode,
  }),
);

type EuropePmcRecord = z.infer<typeof recordSchema>;

/** Reads one result of a search with `resultType` core or lite. */
export const readEuropePmcRecord = (json: object, raw_json: string, context: FormatContext): ParsedRecord =>
  readFields(json, recordSchema, (record) =>
    readRecord(record, isCore(json) ? RANKS.europepmc.core : RANKS.europepmc.lite, raw_json, context),
  );

/** Fields that only core has. */
const OF_CORE = [
  "dateOfCreation",
  "dateOfRevision",
  "authorList",
  "pubTypeList",
  "journalInfo",
  "abstractText",
];

const isCore = (json: object): boolean => OF_CORE.some((name) => name in json);

function readRecord(
  record: EuropePmcRecord,
  rank: number,
  raw_json: string,
  { batchTimestamp }: FormatContext,
): ParsedRecord {
  const { id, source, title, abstractText, meshHeadingList } = record;
  const paper_id = readPaperId(`europepmc:${SOURCE.test(source) && id !== "" ? `${source}/${id}` : ""}`);
  if (!paper_id)
    return reject(
      "no-id",
      `the record's source is ${shown(source)} and its id ${shown(id)}: together they name no record of Europe PMC`,
    );
  const times = [record.dateOfRevision, record.firstIndexDate].filter((time) => time !== "");
  const read = times.map(readTimestamp);
  const revised = readTimestamp(record.dateOfRevision);
  if (read.includes(undefined))
    return reject("bad-date", `${shown(times[read.indexOf(undefined)] ?? "")} is not a day`);
  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "europepmc",
      title,
      abstract: abstractText,
      authors: authorsOf(record),
      published_date: publishedDateOf(record),
      categories: distinct((meshHeadingList?.meshHeading ?? []).map(({ descriptorName }) => descriptorName)),
      ...doiField(record.doi),
      updated_at: latestOf(read.filter((time) => time !== undefined)) ?? batchTimestamp,
      raw_json,
      rank,
      ...(revised && { record_changed_at: revised }),
    },
  };
}

/** A source such as `MED`, `PMC` or `PPR`. An id is unique only within its source. */
const SOURCE = /^[A-Z]{2,8}$/;

const latestOf = (times: readonly Timestamp[]) => [...times].sort().at(-1);

/** Returns the names in `authorList`, which only core has. Without that list, returns the names in the author string. */
function authorsOf({ authorList, authorString }: EuropePmcRecord): string[] {
  const listed = (authorList?.author ?? []).map(nameOf).filter((name) => name !== "");
  return listed.length > 0 ? listed : namesIn(authorString);
}

const nameOf = ({
  fullName,
  firstName,
  initials,
  lastName,
  suffix,
  collectiveName,
}: z.infer<typeof authorSchema>) =>
  collectiveName ||
  [firstName || initials, lastName, suffix].filter((part) => part !== "" && lastName !== "").join(" ") ||
  initialsFirst(fullName);

/** Returns the names in an author string such as `Lovelace AK, Ribbon Study Group.` */
const namesIn = (authorString: string) =>
  authorString
    .replace(/\.$/, "")
    .split(",")
    .map((name) => initialsFirst(name.trim()))
    .filter((name) => name !== "");

/**
 * Returns the date of the first publication. If an issue has only a month or a year, Europe PMC invents a day. Then the
 * date is cut to the parts that the issue gives.
 */
function publishedDateOf(record: EuropePmcRecord): string | null {
  const { firstPublicationDate, electronicPublicationDate, journalInfo, pubYear } = record;
  const first = readDate(firstPublicationDate);
  if (first === undefined) return readDate(electronicPublicationDate) ?? readDate(pubYear) ?? null;
  if (first !== journalInfo?.printPublicationDate || first === electronicPublicationDate) return first;
  const issue = readIssueDate(journalInfo.dateOfPublication);
  return issue === undefined ? first : first.slice(0, issue.length);
}

/** Reads `2025 Dec 24`, `2025 Dec` or `2025`. For `2025 Nov-Dec` and `2025 Winter` it returns the year. */
function readIssueDate(text: string): string | undefined {
  const [, year, month = "", day = ""] = /^(\d{4})(?: (\S+)(?: (\d{1,2}))?)?/.exec(text) ?? [];
  return [`${year}-${monthNumber(month)}-${day.padStart(2, "0")}`, `${year}-${monthNumber(month)}`, `${year}`]
    .map(readDate)
    .find((date) => date !== undefined);
}

const distinct = (names: readonly string[]) => [...new Set(names.filter((name) => name !== ""))];
