import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decompress } from "../compression/decompress.ts";
import { announcement, announcementFeed, arxivEntry, arxivFeed } from "./fixtures/arxiv-feeds.ts";
import { collect, inChunks } from "./fixtures/byte-streams.ts";
import { CONTEXT } from "./fixtures/contexts.ts";
import { crossrefWork } from "./fixtures/crossref.ts";
import { openalexWork } from "./fixtures/openalex.ts";
import type { Format, ParsedRecord } from "./format.ts";
import { openRecords } from "./open-records.ts";
import { splitLines } from "./splitting/split-lines.ts";

const FEED = arxivFeed(arxivEntry(), arxivEntry({ id: "http://arxiv.org/abs/astro-ph/0601001v1" }));
const PAPERS = [
  { paper_id: "arxiv:1", title: 'A "title" }{][' },
  { paper_id: "arxiv:2", title: "Erdős, \\ and 😀" },
];
const FILES = {
  "arxiv-atom": FEED,
  "paper-json": JSON.stringify(PAPERS, null, 2),
  "paper-ndjson": PAPERS.map((paper) => JSON.stringify(paper)).join("\n"),
};

/** Reads a batch file. Returns its papers and rejects, and the error with which it ended. */
async function readFile(file: Readable) {
  const parsed: ParsedRecord[] = [];
  try {
    const { content } = await decompress(file, { maxUncompressedBytes: 1_000_000 });
    const { format, records } = await openRecords(content, CONTEXT);
    for await (const record of records)
      parsed.push(record.problem ? { kind: "reject", ...record.problem } : format.parse(record, CONTEXT));
  } catch (error) {
    return { parsed, error };
  }
  return { parsed };
}

describe("the format is that of most of the first records", () => {
  const nameOf = async (file: string) => (await openRecords(inChunks(file), CONTEXT)).format.name;

  test.each([
    ["an error", '{"error":"Rate limit exceeded"}'],
    ["null", "null"],
    ["a line that is cut off", '{"id":"https://openalex.or'],
    ["HTML", '<html>{ "x": 1 }</html>'],
    ["a record of another source", crossrefWork()],
    ["nineteen lines of something", '{"x":1}\n'.repeat(19)],
  ])("whatever its first line is: %s", async (_, first) => {
    expect(await nameOf(`${first}\n${openalexWork()}\n${openalexWork()}\n`)).toBe("openalex");
  });

  test("also if the deciding member is far from the beginning", async () => {
    const page = JSON.stringify({
      facets: { x: "y".repeat(3_000_000) },
      message: { items: [JSON.parse(crossrefWork())] },
    });
    expect(await nameOf(page)).toBe("crossref");
    expect(await nameOf(`<!--${" ".repeat(300_000)}-->${FEED}`)).toBe("arxiv-atom");
  });

  test("but not after 8 MiB", async () => {
    await expect(nameOf(`{"x":"${"y".repeat(9_000_000)}"}\n${crossrefWork()}`)).rejects.toMatchObject({
      reason: "unknown-format",
    });
  });
});

describe("the format is found from the content", () => {
  test.each(Object.entries(FILES))(
    "%s, with or without a byte order mark, with any chunks",
    async (name, file) => {
      for (const text of [file, `\uFEFF${file}`])
        for (const size of [1, 7, 100_000]) {
          const bytes = Buffer.from(text);
          const { format, records } = await openRecords(inChunks(bytes, size), CONTEXT);
          const { items, error } = await collect(records);
          expect({ name: format.name, count: items.length, error }).toEqual({
            name,
            count: 2,
            error: undefined,
          });
          for (const { byteOffset, endByteOffset, text } of items)
            expect(bytes.toString("utf8", byteOffset, endByteOffset)).toBe(text);
        }
    },
  );

  test("and a user's own formats may replace ours", async () => {
    const titles: Format = {
      name: "titles",
      readerRevision: 1,
      source: "mine",
      recognises: ({ text }) => text.startsWith("title:"),
      split: splitLines,
      parse: () => ({ kind: "reject", reason: "none", message: "none" }),
    };
    const { format, records } = await openRecords(inChunks("title: a\ntitle: b"), CONTEXT, [titles]);
    expect(format).toBe(titles);
    expect((await collect(records)).items.map(({ text }) => text)).toEqual(["title: a", "title: b"]);
  });
});

describe("a file in no known format", () => {
  test("has an error with its beginning and the known formats", async () => {
    await expect(openRecords(inChunks("Some notes.\n", 3), CONTEXT)).rejects.toMatchObject({
      name: "BatchFileError",
      reason: "unknown-format",
      message: expect.stringMatching(/"Some notes\.\\n".*arxiv-atom, .*paper-json, paper-ndjson/),
    });
  });

  test.each([
    ["Rate exceeded.\n", /Rate exceeded/],
    ["<html><title>429 Too Many Requests</title></html>", /429 Too Many Requests/],
    ['{"error":"Rate limit exceeded","message":"Slow down"}', /Rate limit exceeded: Slow down/],
    ['{"error":"a"}\n{"error":"b"}\n', /"b"/],
    ["<eFetchResult><ERROR>Empty id list</ERROR></eFetchResult>", /Empty id list/],
    ["no healthy upstream", /no healthy upstream/],
    [
      '<?xml version="1.0"?><s:Envelope><s:Body><s:Fault><faultstring>No such user</faultstring></s:Fault></s:Body></s:Envelope>',
      /No such user/,
    ],
  ])("that contains only an error has this error: %s", async (file, message) => {
    await expect(openRecords(inChunks(file, 3), CONTEXT)).rejects.toMatchObject({
      reason: "feed-error",
      message: expect.stringMatching(message),
    });
  });

  test.each([
    [
      "a page of an API that is not read",
      '{"total":2,"data":[{"paperId":"a","title":"One"},{"paperId":"b"}]}',
      /"total, data".*"data" have "paperId, title"/,
    ],
    ["a page deeper down", '{"hits":{"total":1,"list":[{"doi":"x"}]}}', /"hits".*"list" have "doi"/],
    ["JSON lines without a paper_id", '{"title":"x"}\n{"title":"y"}\n', /no paper_id, but "title"/],
    ["RIS", "TY  - JOUR\nTI  - x\n", /RIS/],
    ["BibTeX", "% x\n@article{a,\n title={x}}", /BibTeX/],
    ["HTML", "<!doctype html><html><title>Our papers</title></html>", /HTML.*"Our papers"/],
    ["Latin-1", Buffer.from("Käse", "latin1"), /Latin-1.*iconv/],
    [
      "arXiv's RSS",
      "<rss><channel><link>http://rss.arxiv.org/rss/cs.DL</link></channel></rss>",
      /announcements.*API/,
    ],
    ["arXiv's announcements", announcementFeed(announcement()), /announcements.*export\.arxiv\.org/],
  ])("says what to do with %s", async (_, file, message) => {
    await expect(openRecords(inChunks(file), CONTEXT)).rejects.toMatchObject({
      reason: "unknown-format",
      message: expect.stringMatching(message),
    });
  });

  test.each([
    ["zip", Buffer.from("PK\x03\x04rest"), /zip.*unpack/],
    ["Parquet", Buffer.from("PAR1rest"), /parquet.*JSON lines/],
    ["rar", Buffer.from("Rar!\x1a\x07\x01\x00rest", "latin1"), /rar.*unpack/],
    ["Arrow", Buffer.from("ARROW1\0\0rest"), /Arrow.*JSON lines/],
    ["HDF5", Buffer.from("\x89HDF\r\n\x1a\nrest", "latin1"), /HDF5.*JSON lines/],
    ["UTF-16", Buffer.from('\uFEFF{"paper_id":"a:1"}', "utf16le"), /UTF-16.*iconv/],
    ["UTF-16 without a byte order mark", Buffer.from("<feed>", "utf16le"), /UTF-16.*iconv/],
  ])("says what to do with %s, compressed or not", async (_, file, message) => {
    for (const bytes of [file, gzipSync(file)])
      expect(await readFile(Readable.from([bytes]))).toMatchObject({
        error: { reason: "unknown-format", message: expect.stringMatching(message) },
      });
  });

  test("says that it is compressed twice", async () => {
    const twice = gzipSync(gzipSync(FEED));
    expect(await readFile(Readable.from([twice]))).toMatchObject({
      error: { reason: "unknown-format", message: expect.stringContaining("compressed twice") },
    });
  });

  test("is closed", async () => {
    const source = Readable.from(inChunks(Buffer.alloc(1_000_000, "x"), 10_000));
    await expect(openRecords(source, CONTEXT)).rejects.toThrow();
    expect(source.destroyed).toBe(true);
  });

  test.each([
    ["text in UTF-16", Buffer.from("\uFEFF<feed>", "utf16le"), "the bytes ff fe 3c 00 66 00 "],
    ["what no compression is known of", Buffer.from("\x04\x00\x8f", "latin1"), "the bytes 04 00 8f,"],
  ])("shows the bytes of %s", async (_, file, expected) => {
    await expect(openRecords(inChunks(file), CONTEXT)).rejects.toMatchObject({
      reason: "unknown-format",
      message: expect.stringContaining(expected),
    });
  });

  test("shows only the beginning, with escapes", async () => {
    await expect(
      openRecords(inChunks(Buffer.alloc(100_000, "\0\x1b[31m\xff")), CONTEXT),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/^\P{Cc}{1,700}$/u),
    });
  });

  test("that could not be read has the error of the reading", async () => {
    const reset = new Error("read ECONNRESET");
    async function* broken() {
      yield Buffer.from("<?xml ");
      throw reset;
    }
    await expect(openRecords(broken(), CONTEXT)).rejects.toBe(reset);
  });
});

describe("a file that cannot be read to its end", () => {
  test("gives the records before that, though it is small", async () => {
    const reset = new Error("read ECONNRESET");
    async function* broken() {
      yield Buffer.from(FEED.slice(0, FEED.indexOf("</entry>") + 20));
      throw reset;
    }
    const { records } = await openRecords(broken(), CONTEXT);
    const { items, error } = await collect(records);
    expect(items).toHaveLength(1);
    expect(error).toBe(reset);
  });

  test("as gzip that is cut off, gives the records before the cut, then is truncated", async () => {
    const feed = gzipSync(
      arxivFeed(...Array.from({ length: 500 }, (_, n) => arxivEntry({ summary: `${n ** 5}` }))),
    );
    const { parsed, error } = await readFile(Readable.from(inChunks(feed.subarray(0, -200), 1_000)));
    expect(error).toMatchObject({
      name: "BatchFileError",
      reason: "truncated",
      message: expect.stringMatching(/gzip/),
    });
    expect(parsed.length).toBeGreaterThan(400);
    expect(parsed.every(({ kind }) => kind === "paper")).toBe(true);
  });
});

test("stopping early closes the file", async () => {
  const source = Readable.from(inChunks(FEED, 100));
  const { records } = await openRecords(source, CONTEXT);
  for await (const _ of records) break;
  expect(source.destroyed).toBe(true);
});

test("a damaged file gives papers and rejects, and no error except a BatchFileError", async () => {
  const damage = fc.record({
    at: fc.double({ min: 0, max: 0.999, noNaN: true }),
    kind: fc.constantFrom("flip", "cut", "remove", "insert"),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...Object.values(FILES)),
      fc.boolean(),
      fc.array(damage, { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 1, max: 5_000 }),
      async (file, isGzip, damages, size) => {
        let bytes = isGzip ? gzipSync(file) : Buffer.from(file);
        for (const { at, kind, bytes: extra } of damages) {
          const place = Math.floor(at * bytes.length);
          if (kind === "flip") bytes[place] = (bytes[place] ?? 0) ^ (1 << ((extra[0] ?? 0) % 8));
          if (kind === "cut") bytes = bytes.subarray(0, place);
          if (kind === "remove")
            bytes = Buffer.concat([bytes.subarray(0, place), bytes.subarray(place + extra.length)]);
          if (kind === "insert")
            bytes = Buffer.concat([bytes.subarray(0, place), extra, bytes.subarray(place)]);
        }
        const outcome = await readFile(Readable.from(inChunks(bytes, size)));
        if (outcome.error) expect(outcome.error).toMatchObject({ name: "BatchFileError" });
        expect(await readFile(Readable.from(inChunks(bytes)))).toEqual(outcome);
      },
    ),
    { numRuns: 250 },
  );
});
