import { brotliCompressSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CONTEXT } from "../formats/fixtures/contexts.ts";
import { crossrefWork } from "../formats/fixtures/crossref.ts";
import { dataciteDoi } from "../formats/fixtures/datacite.ts";
import { dblpDump, dblpPerson, dblpRecord } from "../formats/fixtures/dblp.ts";
import { doajArticle, doajDump } from "../formats/fixtures/doaj.ts";
import { jatsArticle } from "../formats/fixtures/jats.ts";
import { type ReadFile, readFile } from "../formats/fixtures/read-file.ts";
import { openRecords } from "../formats/open-records.ts";
import { TAR_END, tarEntry, tarHeader, tarOf } from "./fixtures/tar.ts";

const dois = (...names: readonly string[]) =>
  names.map((name) => `${dataciteDoi({ doi: `10.5072/${name}` })}\n`).join("");

const idsOf = ({ papers }: ReadFile) =>
  papers.map(({ paper_id }) => paper_id.replace("datacite:10.5072/", ""));

const withoutEstimates = ({ records, ...read }: ReadFile) => ({
  ...read,
  records: records.map(({ entry, ...record }) => ({ ...record, entry: { ...entry, archiveBytes: 0 } })),
});

describe("an archive's files are read one after another", () => {
  const files = {
    "dois/part_0000.jsonl.gz": gzipSync(dois("a", "b")),
    "dois/part_0001.jsonl": dois("c"),
    "doaj.json.br": brotliCompressSync(doajDump(doajArticle())),
    "PMC1.xml": jatsArticle(),
  };

  test("each with its own compression and format, and with consecutive record numbers", async () => {
    const { format, papers, records, rejects, error } = await readFile(tarOf(files));
    expect({ format, rejects, error }).toEqual({ format: "tar", rejects: [], error: undefined });
    expect(papers.map(({ source }) => source)).toEqual(["datacite", "datacite", "datacite", "doaj", "pmc"]);
    expect(records.map(({ number, entry }) => [number, entry?.name, entry?.format?.name])).toEqual([
      [1, "dois/part_0000.jsonl.gz", "datacite"],
      [2, "dois/part_0000.jsonl.gz", "datacite"],
      [3, "dois/part_0001.jsonl", "datacite"],
      [4, "doaj.json.br", "doaj"],
      [5, "PMC1.xml", "jats"],
    ]);
  });

  test("a record has its offset in the uncompressed entry, and offsets grow from entry to entry", async () => {
    const { records } = await readFile(tarOf(files));
    const contents: readonly string[] = [
      dois("a", "b"),
      dois("a", "b"),
      dois("c"),
      doajDump(doajArticle()),
      jatsArticle(),
    ];
    for (const [index, { byteOffset, endByteOffset, entry }] of records.entries()) {
      const inEntry = (offset: number) => offset - (entry?.byteOffset ?? 0);
      const text = Buffer.from(contents[index] ?? "").toString(
        "utf8",
        inEntry(byteOffset),
        inEntry(endByteOffset),
      );
      expect(text).toMatch(/^[{<].*[}>]$/s);
      expect(byteOffset).toBeGreaterThanOrEqual(records[index - 1]?.endByteOffset ?? 0);
    }
  });

  test("the same however the archive is chunked", async () => {
    const whole = await readFile(tarOf(files));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 2_000 }), async (chunkBytes) => {
        expect(withoutEstimates(await readFile(tarOf(files), CONTEXT, chunkBytes))).toEqual(
          withoutEstimates(whole),
        );
      }),
      { numRuns: 20 },
    );
  });

  test("reading ends when the caller stops", async () => {
    async function* endless() {
      for (;;) yield tarEntry("part.jsonl", dois("a"));
    }
    const { records } = await openRecords(endless(), CONTEXT);
    let number = 0;
    for await (const record of records) {
      number = record.number;
      if (number === 100) break;
    }
    expect(number).toBe(100);
  });
});

test("files with ignored names, and empty files, are skipped and counted", async () => {
  const passedOver: string[] = [];
  const { papers, rejects, error } = await readFile(
    tarOf({
      MANIFEST: "part.jsonl",
      "dois/_SUCCESS": "",
      "dois/part.jsonl": dois("a"),
      "dois/part.jsonl.md5": "d41d8cd98f00b204e9800998ecf8427e",
      "dois/._part.jsonl": "\0\x05\x16\x07",
      "dois/empty.jsonl": "",
      "dois/updated_2024-03/2024-03.csv.gz": gzipSync("doi\n10.5072/a\n"),
    }),
    { ...CONTEXT, onPassedOver: (kind) => passedOver.push(kind) },
  );
  expect(passedOver).toEqual(Array(6).fill("archive entry"));
  expect(papers).toHaveLength(1);
  expect({ rejects, error }).toEqual({ rejects: [], error: undefined });
});

test("something that is skipped in a file of an archive has an offset like a record", async () => {
  const dump = dblpDump(dblpPerson(), dblpRecord());
  const places: number[] = [];
  const { records } = await readFile(tarOf({ "a.xml": dump, "b.xml": dump }), {
    ...CONTEXT,
    onPassedOver: (_, byteOffset) => places.push(byteOffset),
  });
  const within = dump.indexOf("<article") - dump.indexOf("<www");
  expect(places).toEqual(records.map(({ byteOffset }) => byteOffset - within));
});

describe("a file that cannot be read is one reject, and the next file is read", () => {
  const between = async (content: Buffer | string) => {
    const read = await readFile(tarOf({ "0.jsonl": dois("a"), bad: content, "2.jsonl": dois("b") }), {
      ...CONTEXT,
      maxUncompressedBytes: 1_000_000,
    });
    expect(idsOf(read).filter((id) => ["a", "b"].includes(id))).toEqual(["a", "b"]);
    expect(read.error).toBeUndefined();
    expect(read.records.map(({ number }) => number)).toEqual(read.records.map((_, index) => index + 1));
    return read;
  };
  const corrupt = gzipSync(dois("x", "y"));
  corrupt.writeUInt32LE(0, corrupt.length - 8);

  test.each([
    ["in no known format", "title,year\nLooms,2024\n", "unknown-format", /title,year/],
    ["in a compression that is not read", Buffer.from("504b0304aabb", "hex"), "unknown-format", /zip/],
    ["with white space alone", " \n", "empty", /only white space/],
    ["that is an archive itself", tarOf({ x: dois("x") }), "unknown-format", /archive itself/],
  ])("%s", async (_, content, reason, message) => {
    const { rejects, records } = await between(content);
    expect(rejects).toEqual([{ reason, message: expect.stringMatching(message) }]);
    expect(records[1]?.entry).toMatchObject({ name: "bad", format: undefined });
  });

  test("text of it is in the reject", async () => {
    expect((await between("title,year\nLooms,2024\n")).records[1]?.text).toBe("title,year\nLooms,2024\n");
  });

  test("that is corrupt, after the records before the fault", async () => {
    const read = await between(corrupt);
    expect(read.rejects).toEqual([expect.objectContaining({ reason: "corrupt-compression" })]);
    expect(idsOf(read)).toEqual(["a", "x", "y", "b"]);
    expect(read.records[3]?.entry).toMatchObject({ name: "bad", format: { name: "datacite" } });
  });

  test("that is cut off", async () => {
    const cut = gzipSync(dois("x")).subarray(0, -6);
    expect((await between(cut)).rejects).toEqual([expect.objectContaining({ reason: "truncated" })]);
  });

  test("that the archive holds in part", async () => {
    const archive = [
      tarEntry("0.jsonl", dois("a")),
      tarHeader({ name: "sparse", sizeBytes: 0, type: "S", magic: "ustar  \0" }),
      tarHeader({ name: "rest", sizeBytes: 3, type: "M", magic: "ustar  \0" }),
      Buffer.alloc(512, "x"),
      TAR_END,
    ];
    const { papers, rejects } = await readFile(Buffer.concat(archive));
    expect(papers).toHaveLength(1);
    expect(rejects).toEqual([{ reason: "unknown-format", message: expect.stringContaining("volume") }]);
  });

  test("whose one record is the source's error message", async () => {
    const failed =
      '{"status":"failed","message-type":"validation-failure","message":[{"message":"no such filter"}]}';
    const { rejects } = await between(failed);
    expect(rejects).toEqual([{ reason: "feed-error", message: expect.stringContaining("no such filter") }]);
  });
});

describe("an archive fails", () => {
  test("if none of its files can be read, with the error of the first file", async () => {
    expect(await readFile(tarOf({ "a.csv": "title\n", "b.csv": "year\n" }))).toMatchObject({
      records: [],
      error: { reason: "unknown-format", message: expect.stringMatching(/"a\.csv".*title/) },
    });
  });

  test("but not if a later file can be read", async () => {
    const { papers, rejects, records } = await readFile(tarOf({ "a.csv": "title\n", "b.jsonl": dois("b") }));
    expect(papers).toHaveLength(1);
    expect(rejects).toEqual([expect.objectContaining({ reason: "unknown-format" })]);
    expect(records.map(({ number }) => number)).toEqual([1, 2]);
  });

  test("with rejects, if many files cannot be read", async () => {
    const many = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`${index}.csv`, "title\n"]));
    const { rejects, error } = await readFile(tarOf(many));
    expect(rejects).toHaveLength(30);
    expect(error).toBeUndefined();
  });

  test.each([
    ["without entries", tarOf({})],
    ["with folders alone", Buffer.concat([tarEntry("a/", "", { type: "5" }), TAR_END])],
  ])("%s, as empty", async (_, archive) => {
    expect(await readFile(archive)).toMatchObject({ records: [], error: { reason: "empty" } });
  });

  test("as truncated if it is cut off, after the records before the cut", async () => {
    const whole = tarOf({ "a.jsonl": dois("a"), "b.jsonl": dois("b", "c") });
    const read = await readFile(whole.subarray(0, whole.length - 2_000));
    expect(idsOf(read)).toEqual(["a", "b"]);
    expect(read.rejects).toEqual([]);
    expect(read.error).toMatchObject({ reason: "truncated" });
  });

  test("as too large if its files together are too large", async () => {
    const bomb = (name: string) => [name, gzipSync(dois(name).repeat(100))] as const;
    const archive = tarOf(Object.fromEntries([bomb("a"), bomb("b"), bomb("c")]));
    const limit = { ...CONTEXT, maxUncompressedBytes: Buffer.byteLength(dois("a")) * 250 };
    const read = await readFile(archive, limit);
    expect(read.error).toMatchObject({
      reason: "too-large",
      message: expect.stringContaining(`${limit.maxUncompressedBytes} `),
    });
    expect(read.papers.length).toBeGreaterThan(200);
    expect(read.papers.length).toBeLessThanOrEqual(250);
  });
});

test("the limit of a record also holds in an archive", async () => {
  const read = await readFile(
    tarOf({ "a.jsonl": `${crossrefWork({ title: ["x".repeat(5_000)] })}\n${crossrefWork()}\n` }),
    {
      ...CONTEXT,
      maxRecordBytes: 4_000,
    },
  );
  expect(read.papers).toHaveLength(1);
  expect(read.rejects).toEqual([expect.objectContaining({ reason: "too-large" })]);
});
