import { expect, test } from "vitest";
import { arxivEntry, arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { CROSSREF_ERRORS, crossrefPage, crossrefWork } from "./fixtures/crossref.ts";
import { openRecords } from "./open-records.ts";

const RECORDS = 100_000;
const BAD = "<html><body>{ 504 Gateway Time-out }</body></html>";

/** Numbers below these limits, the same in each run. */
function numbers(): (limit: number) => number {
  let state = 1;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % limit;
  };
}

/** How records of a source stand in documents, and what may stand between documents. */
interface Mixture {
  readonly record: (id: number) => string;
  readonly documents: readonly ((records: readonly string[]) => string)[];
  readonly between: readonly string[];
}

/** A file of so many records in documents of every layout. Notes how many records, and how many bad documents, it has given. */
async function* fileOf({ record, documents, between }: Mixture, given: { records: number; bad: number }) {
  const below = numbers();
  while (given.records < RECORDS) {
    const count = Math.min(1 + below(400), RECORDS - given.records);
    const records = Array.from({ length: count }, (_, nth) => record(given.records + nth));
    given.records += count;
    const document = documents[below(documents.length)]?.(records) ?? "";
    const isLast = given.records === RECORDS;
    const separator = isLast ? "\n" : (between[below(between.length)] ?? "");
    if (separator.length > "\r\n".length) given.bad++;
    yield Buffer.from(`${document}${separator}`);
  }
}

const work = crossrefWork({ reference: undefined, abstract: undefined });
const JSON_MIXTURE: Mixture = {
  record: (id) => work.replace("ABC.182", `${id}`),
  documents: [
    (records) => records.join("\n"),
    (records) => records.join(""),
    (records) => records.join("\n\x1e"),
    (records) => `[${records.join(",\n")}]`,
    (records) => crossrefPage(...records),
    (records) => `[${crossrefPage(...records)},${crossrefPage()}]`,
    (records) => `{\n  "items": [\n    ${records.join(",\n    ")}\n  ]\n}`,
  ],
  between: [
    "",
    "\n",
    ",",
    "\r\n",
    `\n${BAD}\n`,
    `\n${CROSSREF_ERRORS[0]}\n`,
    `\n{"status":"ok","message":{"it\n`,
  ],
};

const XML_MIXTURE: Mixture = {
  record: (id) =>
    arxivEntry({ id: `http://arxiv.org/abs/2401.${String(id).padStart(5, "0")}v1`, people: "", more: "" }),
  documents: [
    (records) => arxivFeed(...records),
    (records) => arxivFeed(...records).replace(/^<\?.*\?>\n/, ""),
  ],
  between: ["", "\n", `\n${BAD}\n`, "\nRate exceeded.\n", `\n${arxivFeed(arxivEntry()).slice(0, -60)}\n`],
};

test.each([
  ["JSON", JSON_MIXTURE, /"DOI":"10\.1000\\\/(\d+)"/],
  ["XML", XML_MIXTURE, /abs\/2401\.(\d+)v1/],
])(
  "of a long mixed file of %s, each record comes once, in order, and each bad document is one reject",
  async (_, mixture, id) => {
    const given = { records: 0, bad: 0 };
    const { records } = await openRecords(fileOf(mixture, given), CONTEXT);
    let next = 0;
    let bad = 0;
    let number = 0;
    let isNumbered = true;
    for await (const record of records) {
      isNumbered &&= record.number === ++number;
      if (record.problem) bad++;
      else if (Number(id.exec(record.text)?.[1]) === next) next++;
    }
    expect(isNumbered).toBe(true);
    expect(next).toBe(RECORDS);
    expect(bad).toBe(given.bad);
    expect(number).toBe(RECORDS + given.bad);
  },
);
