import * as z from "zod";
import { readPaperId } from "../papers/paper.ts";
import { splitArxivAuthors } from "./arxiv-authors.ts";
import { arxivDoiField } from "./arxiv-doi.ts";
import { readArxivId } from "./arxiv-id.ts";
import { withArxivZeros } from "./arxiv-zeros.ts";
import { type Format, type FormatContext, type ParsedRecord, reject } from "./format.ts";
import { jsonRecords } from "./json-records.ts";
import { normaliseText } from "./normalise-text.ts";
import { RANKS } from "./ranks.ts";
import { readTimestamp } from "./read-date.ts";
import {
  lenientCode,
  lenientList,
  lenientText,
  optionalCode,
  optionalList,
  optionalText,
  readJsonFields,
} from "./read-json-fields.ts";
import { readMailDate } from "./read-mail-date.ts";
import { shown } from "./shown.ts";
import { versionTime } from "./version-time.ts";

/** One of these members is enough, because some stand at the beginning of a line and some at its end. */
const OWN_MEMBERS = ["submitter", "report-no", "update_date", "authors_parsed"];

/**
 * The snapshot of arXiv's metadata on Kaggle. Each line is a JSON object with the latest state of a paper.
 *
 * @see https://www.kaggle.com/datasets/Cornell-University/arxiv
 */
export const arxivKaggle: Format = {
  name: "arxiv-kaggle",
  readerRevision: 2,
  source: "arxiv",
  ...jsonRecords({
    isRecord: (object) =>
      "id" in object && "categories" in object && OWN_MEMBERS.some((name) => name in object),
  }),
  parse: (record, context) =>
    readJsonFields(record, snapshotSchema, (fields) => readSnapshot(fields, record.text, context)),
};

const snapshotSchema = z.lazy(() =>
  z.object({
    id: z.union([z.string(), z.number().transform(String)]).nullish(),
    title: optionalText,
    abstract: lenientText,
    doi: lenientCode,
    authors: optionalText,
    /** For each author: last name, first names, suffix. Affiliations may follow. */
    authors_parsed: optionalList(z.array(optionalText)),
    /** An array in some copies. */
    categories: z.union([optionalText, lenientList(optionalText).transform((all) => all.join(" "))]),
    /** An array of names in some copies: `["v1"]`. */
    versions: optionalList(
      z.union([
        z.object({ version: optionalCode, created: optionalCode }),
        z.string().transform((version) => ({ version: normaliseText(version), created: "" })),
      ]),
    ),
    update_date: optionalCode,
  }),
);

type Snapshot = z.infer<typeof snapshotSchema>;

function readSnapshot(fields: Snapshot, raw_json: string, { batchTimestamp }: FormatContext): ParsedRecord {
  const { id, title, abstract, doi, categories, versions, update_date } = fields;
  const paper_id = readPaperId(`arxiv:${readArxivId(withArxivZeros(id ?? "")) ?? ""}`);
  if (!paper_id)
    return reject("no-id", id ? `id is ${shown(id)}, which is not an arXiv id` : "the record has no id");

  const dates = versions.map(({ created }) => created).filter((date) => date !== "");
  const times = dates.map((date) => readMailDate(date) ?? readTimestamp(date));
  if (times.includes(undefined))
    return reject("bad-date", `${shown(dates[times.indexOf(undefined)] ?? "")} is not a date of a version`);
  const created = times.filter((time) => time !== undefined).sort();

  const updated = update_date === "" ? undefined : versionTime(update_date, latestOf(versions));
  if (update_date !== "" && !updated)
    return reject("bad-date", `update_date is ${shown(update_date)}, which is not a day`);

  return {
    kind: "paper",
    paper: {
      paper_id,
      source: "arxiv",
      title,
      abstract,
      authors: authorsOf(fields),
      published_date: created[0]?.slice(0, "YYYY-MM-DD".length) ?? null,
      categories: [...new Set(categories.split(" ").filter((category) => category !== ""))],
      ...arxivDoiField(doi),
      // The later of the two times: update_date is only a day, so it may be earlier than a version of that same day.
      updated_at:
        [updated, created.at(-1)]
          .filter((time) => time !== undefined)
          .sort()
          .at(-1) ?? batchTimestamp,
      raw_json,
      rank: RANKS.arxiv.snapshot,
      ...(updated && { record_changed_at: updated }),
    },
  };
}

/** Returns the number of the latest version: 2 for `v2`. Returns 0 if no version has a number. */
const latestOf = (versions: Snapshot["versions"]) =>
  Math.max(0, ...versions.map(({ version }) => Number(/^v(\d+)$/.exec(version)?.[1] ?? 0)));

const authorsOf = ({ authors, authors_parsed }: Snapshot) =>
  authors_parsed.length === 0
    ? splitArxivAuthors(authors)
    : authors_parsed
        .map(([last = "", first = "", suffix = ""]) =>
          [first, last, suffix].filter((part) => part !== "").join(" "),
        )
        .filter((name) => name !== "");
