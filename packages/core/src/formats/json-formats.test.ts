import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompress } from "../compression/decompress.ts";
import { arxivSnapshot } from "./fixtures/arxiv-kaggle.ts";
import { preprint, preprintPage } from "./fixtures/biorxiv.ts";
import { inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { crossrefAnswer, crossrefDataFile, crossrefPage, crossrefWork } from "./fixtures/crossref.ts";
import { dataciteDoi, datacitePage } from "./fixtures/datacite.ts";
import { doajArticle, doajDump, doajPage } from "./fixtures/doaj.ts";
import { europepmcLite, europepmcPage, europepmcRecord } from "./fixtures/europepmc.ts";
import { isRecognised } from "./fixtures/is-recognised.ts";
import { openalexPage, openalexWork } from "./fixtures/openalex.ts";
import { s2Paper } from "./fixtures/semantic-scholar.ts";
import { RECORDS_OF_VERSIONS } from "./fixtures/versions.ts";
import type { ParsedRecord } from "./format.ts";
import { FORMATS } from "./formats.ts";
import { openRecords } from "./open-records.ts";

const lines = (...records: readonly string[]) => records.map((record) => `${record}\n`).join("");

/** A file of each layout with two papers, or one, and the name of its format. */
const FILES: readonly (readonly [string, string, string])[] = [
  ["arxiv-kaggle", "lines", lines(arxivSnapshot(), arxivSnapshot({ id: "hep-th/9901001" }))],
  ["openalex", "lines", lines(openalexWork(), openalexWork({ id: "https://openalex.org/W2" }))],
  ["openalex", "a page", openalexPage(openalexWork(), openalexWork({ id: "https://openalex.org/W2" }))],
  ["semantic-scholar", "lines", lines(s2Paper(), s2Paper({ corpusid: 2 }))],
  ["crossref", "lines", lines(crossrefWork(), crossrefWork({ DOI: "10.1000/2" }))],
  ["crossref", "a page", crossrefPage(crossrefWork(), crossrefWork({ DOI: "10.1000/2" }))],
  ["crossref", "a data file", crossrefDataFile(crossrefWork(), crossrefWork({ DOI: "10.1000/2" }))],
  ["crossref", "an answer", crossrefAnswer(crossrefWork())],
  ["biorxiv", "a page", preprintPage([preprint(), preprint({ doi: "10.1101/2024.01.16.575896" })])],
  ["europepmc", "lines", lines(europepmcRecord(), europepmcLite({ id: "2" }))],
  ["europepmc", "a page", europepmcPage(europepmcLite(), europepmcRecord({ id: "2" }))],
  ["datacite", "lines", lines(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" }))],
  ["datacite", "a page", datacitePage(dataciteDoi(), dataciteDoi({ doi: "10.5072/2" }))],
  ["doaj", "a dump", doajDump(doajArticle(), doajArticle({ month: "March" }))],
  ["doaj", "a page", doajPage(doajArticle())],
  [
    "paper-ndjson",
    "lines that have other sources' members too",
    lines(
      openalexWork({
        paper_id: "mine:1",
        DOI: "10.1/x",
        corpusid: 1,
        update_date: "",
        submitter: "",
        categories: [],
      }),
    ),
  ],
  ["paper-ndjson", "lines of no known source", lines('{"title":"x"}', '{"paper_id":"a:1"}')],
];

/** A record of each format of JSON, and the members without which it is rejected. Records in our own form have tests of their own. */
const RECORDS: Readonly<Record<string, readonly [record: string, ...needed: readonly string[]]>> = {
  "arxiv-kaggle": [arxivSnapshot(), "id"],
  biorxiv: [preprint(), "doi"],
  openalex: [openalexWork(), "id"],
  "semantic-scholar": [s2Paper(), "corpusid"],
  crossref: [crossrefWork(), "DOI"],
  europepmc: [europepmcRecord(), "id", "source"],
  datacite: [dataciteDoi(), "attributes"],
  doaj: [doajArticle(), "id", "bibjson"],
};

test("each format of JSON has a file and a record above", () => {
  const formats = RECORDS_OF_VERSIONS.filter(({ text }) => text.startsWith("{")).map(({ format }) => format);
  const names = [...new Set(formats.map(({ name }) => name))].toSorted();
  expect([...new Set(FILES.map(([name]) => name))].toSorted(), "in FILES").toEqual(names);
  expect([...Object.keys(RECORDS), "paper-ndjson"].toSorted(), "in RECORDS").toEqual(names);
});

async function readFile(bytes: Buffer, size: number) {
  const parsed: ParsedRecord[] = [];
  let name: string | undefined;
  try {
    const { content } = await decompress(Readable.from(inChunks(bytes, size)), {
      maxUncompressedBytes: 1_000_000,
    });
    const { format, records } = await openRecords(content, CONTEXT);
    name = format.name;
    for await (const record of records)
      parsed.push(record.problem ? { kind: "reject", ...record.problem } : format.parse(record, CONTEXT));
  } catch (error) {
    return { name, parsed, error };
  }
  return { name, parsed };
}

describe("every file is taken by one format alone", () => {
  test.each(FILES)("%s, %s", (name, _, file) => {
    const names = FORMATS.filter((format) => isRecognised(format, file)).map((format) => format.name);
    expect(names).toEqual([name]);
  });
});

describe("a file is read, compressed or not, with any chunks", () => {
  test.each(FILES.filter(([name]) => !name.startsWith("paper-")))("%s, %s", async (name, _, file) => {
    for (const bytes of [Buffer.from(file), Buffer.from(`\uFEFF${file}`), gzipSync(file)])
      for (const size of [1, 97, 1_000_000]) {
        const read = await readFile(bytes, size);
        expect(read).toMatchObject({
          name,
          parsed: expect.arrayContaining([{ kind: "paper", paper: expect.anything() }]),
        });
        expect(read.error).toBeUndefined();
        expect(read.parsed.every(({ kind }) => kind === "paper")).toBe(true);
      }
  });
});

test("a damaged file gives papers and rejects, and no error except a BatchFileError", async () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    kind: fc.constantFrom("flip", "cut", "remove", "insert"),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...FILES.map(([, , file]) => file)),
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 5_000 }),
      async (file, damages, size) => {
        let bytes = Buffer.from(file);
        for (const { at, kind, bytes: extra } of damages) {
          const place = Math.floor(at * bytes.length);
          if (kind === "flip") bytes[place] = (bytes[place] ?? 0) ^ (1 << ((extra[0] ?? 0) % 8));
          if (kind === "cut") bytes = bytes.subarray(0, place);
          if (kind === "remove")
            bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + extra.length)]);
          if (kind === "insert")
            bytes = Buffer.concat([bytes.subarray(0, place), extra, bytes.subarray(place)]);
        }
        const outcome = await readFile(bytes, size);
        if (outcome.error) expect(outcome.error).toMatchObject({ name: "BatchFileError" });
        expect(await readFile(bytes, bytes.length + 1)).toEqual(outcome);
      },
    ),
    { numRuns: 250 },
  );
});

test("values of any kind in the place of any member end in a paper or a reject", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.entries(RECORDS)),
      fc.nat(),
      fc.jsonValue({ maxDepth: 3 }),
      ([name, [text]], at, value) => {
        const format = FORMATS.find((known) => known.name === name);
        const record = JSON.parse(text);
        const members = Object.keys(record);
        record[members[at % members.length] ?? ""] = value;
        const changed = { number: 1, byteOffset: 0, endByteOffset: 1, text: JSON.stringify(record) };
        const parsed = format?.parse(changed, CONTEXT);
        expect(parsed?.kind).toMatch(/^(?:paper|reject)$/);
        if (parsed?.kind === "reject") expect(parsed.message).toMatch(/^\P{Cc}{5,400}$/u);
      },
    ),
    { numRuns: 1_500 },
  );
});

describe("a record without a member is a paper, unless the member is needed", () => {
  const cases = Object.entries(RECORDS).flatMap(([name, [text, ...needed]]) =>
    Object.keys(JSON.parse(text)).map(
      (field) => [name, field, text, needed.includes(field) ? "reject" : "paper"] as const,
    ),
  );

  test.each(cases)("%s without %s", (name, field, text, kind) => {
    const { [field]: _, ...rest } = JSON.parse(text);
    const record = { number: 1, byteOffset: 0, endByteOffset: 1, text: JSON.stringify(rest) };
    const format = FORMATS.find((each) => each.name === name);
    expect(format?.parse(record, CONTEXT)).toMatchObject({ kind });
  });
});
