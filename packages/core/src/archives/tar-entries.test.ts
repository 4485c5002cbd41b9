import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inChunks } from "../formats/fixtures/byte-streams.ts";
import { BlockReader } from "./block-reader.ts";
import { paxRecord, TAR_END, tarBlocks, tarEntry, tarHeader, tarOf } from "./fixtures/tar.ts";
import { isTar, tarEntries } from "./tar-entries.ts";

interface Read {
  readonly entries: readonly (readonly [string, string])[];
  readonly problems: readonly string[];
  readonly error: unknown;
}

/** Returns the entries with their content, as far as they can be read. */
async function read(archive: Buffer | AsyncIterable<Buffer>, chunkBytes = 1_000): Promise<Read> {
  const reader = new BlockReader(Buffer.isBuffer(archive) ? inChunks(archive, chunkBytes) : archive);
  const entries: [string, string][] = [];
  const problems: string[] = [];
  let error: unknown;
  try {
    for await (const { name, content, problem } of tarEntries(reader)) {
      const entry: [string, string] = [name, ""];
      entries.push(entry);
      if (problem !== undefined) problems.push(problem);
      for await (const chunk of content) entry[1] += chunk.toString("latin1");
    }
  } catch (caught) {
    error = caught;
  }
  return { entries, problems, error };
}

const LONG_NAME = `${"folder/".repeat(30)}part.jsonl`;

describe("names and sizes", () => {
  test("an archive's files come in order, with any chunks", async () => {
    const files = { "a.json": "{}", empty: "", "b/c.gz": "x".repeat(512), "d é.xml": "y".repeat(1_300) };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3_000 }), async (chunkBytes) => {
        const { entries, error } = await read(tarOf(files), chunkBytes);
        expect(error).toBeUndefined();
        expect(entries.map(([name]) => Buffer.from(name).toString())).toEqual(Object.keys(files));
        expect(entries.map(([, content]) => content)).toEqual(Object.values(files));
      }),
      { numRuns: 50 },
    );
  });

  test.each([
    ["GNU tar", [tarEntry("././@LongLink", `${LONG_NAME}\0`, { type: "L", magic: "ustar  \0" })]],
    [
      "pax",
      [tarEntry("PaxHeaders/part", paxRecord("path", LONG_NAME) + paxRecord("mtime", "1.5"), { type: "x" })],
    ],
  ])("a name that is too long for a header is read as %s writes it", async (_, before) => {
    const archive = [...before, tarEntry(LONG_NAME.slice(0, 100), "one"), tarEntry("next", "two"), TAR_END];
    expect((await read(Buffer.concat(archive))).entries).toEqual([
      [LONG_NAME, "one"],
      ["next", "two"],
    ]);
  });

  test("the prefix of POSIX comes before the name, and an older header without a prefix is read as well", async () => {
    const prefix = Object.fromEntries(
      [...Buffer.from("deep/folder")].map((byte, index) => [345 + index, byte]),
    );
    const archive = [tarEntry("a", "1", { bytes: prefix }), tarEntry("b", "2", { magic: "" }), TAR_END];
    expect((await read(Buffer.concat(archive))).entries).toEqual([
      ["deep/folder/a", "1"],
      ["b", "2"],
    ]);
  });

  test("a size in pax, and a size in base 256 from GNU tar, are read", async () => {
    const base256 = {
      ...Object.fromEntries(Array.from({ length: 12 }, (_, at) => [124 + at, 0])),
      124: 0x80,
      135: 3,
    };
    const archive = [
      tarEntry("x", paxRecord("size", "3"), { type: "x" }),
      tarHeader({ name: "pax", sizeBytes: 0 }),
      tarBlocks("one"),
      tarHeader({ name: "gnu", sizeBytes: 0, bytes: base256 }),
      tarBlocks("two"),
      TAR_END,
    ];
    expect((await read(Buffer.concat(archive))).entries).toEqual([
      ["pax", "one"],
      ["gnu", "two"],
    ]);
  });
});

describe("what is not a file", () => {
  test("directories, links, devices, labels, directories' lists and global headers hold no records", async () => {
    const archive = [
      tarEntry("g", paxRecord("comment", "a commit") + paxRecord("path", "all"), { type: "g" }),
      tarEntry("label", "", { type: "V" }),
      tarEntry("folder/", "", { type: "5" }),
      tarEntry("list/", "Ya.json\0\0", { type: "D" }),
      // In a link's header, some writers give the size of the link's target.
      ...["1", "2", "3", "4", "6"].map((type) => tarHeader({ name: type, sizeBytes: 700, type })),
      tarEntry("a.json", "{}"),
      TAR_END,
    ];
    expect((await read(Buffer.concat(archive))).entries).toEqual([["a.json", "{}"]]);
  });

  test("a sparse file has a problem, and the next file is found after a map of any length", async () => {
    const archive = [
      tarHeader({ name: "old", sizeBytes: 3, type: "S", magic: "ustar  \0", bytes: { 482: 1 } }),
      Buffer.alloc(512, 1),
      Buffer.alloc(512),
      tarBlocks("abc"),
      tarEntry("x", paxRecord("GNU.sparse.major", "1") + paxRecord("GNU.sparse.name", "new"), { type: "x" }),
      tarEntry("GNUSparseFile.1/new", "0\n"),
      tarEntry("volume", "rest", { type: "M" }),
      tarEntry("a.json", "{}"),
      TAR_END,
    ];
    const { entries, problems } = await read(Buffer.concat(archive));
    expect(entries.map(([name]) => name)).toEqual(["old", "new", "volume", "a.json"]);
    expect(problems).toEqual([
      expect.stringContaining("sparse"),
      expect.stringContaining("sparse"),
      expect.stringContaining("another volume"),
    ]);
  });
});

describe("the end", () => {
  test("archives may follow one another, and one may have no entries", async () => {
    const archive = Buffer.concat([tarOf({ a: "1" }), tarOf({}), tarOf({ b: "2" }), Buffer.alloc(8_192)]);
    expect(await read(archive)).toMatchObject({
      entries: [
        ["a", "1"],
        ["b", "2"],
      ],
      error: undefined,
    });
    expect(await read(Buffer.alloc(10_240))).toMatchObject({ entries: [], error: undefined });
  });

  test.each([
    ["in an entry", 700],
    ["in an entry's last block", 1_200],
    ["in a header", 1_700],
    ["before the end of the archive", 2_560],
  ])("an archive that is cut off %s is truncated after its earlier entries", async (_, bytes) => {
    const whole = tarOf({ a: "x".repeat(600), b: "y".repeat(100) });
    const { entries, error } = await read(whole.subarray(0, bytes));
    expect(error).toMatchObject({ name: "BatchFileError", reason: "truncated" });
    expect(entries.map(([, content]) => content).join("")).toBe(
      "x".repeat(Math.min(600, bytes - 512)) + "y".repeat(bytes > 2_048 ? 100 : 0),
    );
  });

  test("if a header is missing, the entries before it are still read", async () => {
    const archive = Buffer.concat([tarEntry("a", "1"), Buffer.alloc(512, "not a header "), TAR_END]);
    expect(await read(archive)).toMatchObject({ entries: [["a", "1"]], error: { reason: "malformed" } });
  });

  test("a block with a broken number is not a header", async () => {
    const noNumber = tarHeader({ name: "b", sizeBytes: 0, bytes: { 124: 0x81, 125: 0x92 } });
    expect(isTar(noNumber)).toBe(false);
    const archive = Buffer.concat([tarEntry("a", "1"), noNumber, TAR_END]);
    expect(await read(archive)).toMatchObject({ entries: [["a", "1"]], error: { reason: "malformed" } });
  });

  test("a damaged archive gives entries, and ends with or without a BatchFileError", async () => {
    const whole = tarOf({ a: "x".repeat(600), b: "y".repeat(100) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat({ max: whole.length - 1 }), fc.integer({ min: 0, max: 255 })), {
          minLength: 1,
        }),
        async (damage) => {
          const damaged = Buffer.from(whole);
          for (const [at, byte] of damage) damaged[at] = byte;
          const { error } = await read(damaged);
          if (error !== undefined) expect(error).toMatchObject({ name: "BatchFileError" });
        },
      ),
    );
  });

  test("a header that announces a name of gigabytes ends the archive at once", async () => {
    const archive = tarHeader({ name: "n", sizeBytes: 4_000_000_000, type: "L" });
    expect(await read(archive)).toMatchObject({ error: { reason: "malformed", message: /4000000000/ } });
  });

  test("an error of the archive's source is thrown unchanged, after the earlier entries", async () => {
    const reset = new Error("connection reset");
    async function* broken() {
      yield tarOf({ a: "1", b: "22" }).subarray(0, 1_537);
      throw reset;
    }
    const { entries, error } = await read(broken());
    expect(entries).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
    expect(error).toBe(reset);
  });
});

test("content that nobody reads is skipped", async () => {
  const reader = new BlockReader(inChunks(tarOf({ a: "1".repeat(5_000), b: "2", c: "3".repeat(600) }), 100));
  const names: string[] = [];
  for await (const { name, content } of tarEntries(reader)) {
    names.push(name);
    if (name === "c") for await (const _ of content) break;
  }
  expect(names).toEqual(["a", "b", "c"]);
});

test("ending early ends the source", async () => {
  let ended = false;
  async function* source() {
    try {
      for (;;) yield tarEntry("a", "1");
    } finally {
      await setImmediate();
      ended = true;
    }
  }
  {
    await using reader = new BlockReader(source());
    for await (const _ of tarEntries(reader)) break;
  }
  expect(ended).toBe(true);
});

test("a tar archive is recognised by its first header", () => {
  expect(isTar(tarOf({ a: "1" }))).toBe(true);
  expect(isTar(tarHeader({ name: "a", sizeBytes: 0, magic: "" }))).toBe(true);
  expect(isTar(Buffer.alloc(1_024))).toBe(true);
  expect(isTar(Buffer.alloc(511))).toBe(false);
  expect(isTar(Buffer.from('{"paper_id":"arxiv:1"}\n'.repeat(50)))).toBe(false);
  expect(isTar(Buffer.concat([Buffer.from("x"), tarOf({ a: "1" })]))).toBe(false);
});
