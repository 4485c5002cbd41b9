import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { BZIP2_OF_NOTHING, BZIP2_OF_TEXT, BZIP2_STREAMS, BZIP2_TEXT } from "../compression/bzip2.fixture.ts";
import { collect } from "../formats/fixtures/byte-streams.ts";
import { CONTEXT } from "../formats/fixtures/contexts.ts";
import { dblpDump, dblpPerson, dblpRecord } from "../formats/fixtures/dblp.ts";
import { libraryTable } from "../formats/fixtures/library-table.ts";
import type { Format } from "../formats/format.ts";
import { FORMATS } from "../formats/formats.ts";
import { splitLines } from "../formats/splitting/split-lines.ts";
import { splitXmlElements } from "../formats/splitting/split-xml-elements.ts";
import type { BatchFileReading } from "./batch-file-reading.ts";
import { LONG_FILES } from "./long-files.fixture.ts";
import { objectInMemory } from "./object-in-memory.fixture.ts";
import { openBatchFile, type Resume } from "./open-batch-file.ts";
import { expectSame, FILE, inParts, positionOf, read, readingOf, STORED } from "./read-batch-file.fixture.ts";
import type { Restart } from "./restarts.ts";
import { tooLongToSkip } from "./skipping.ts";

const LINES: Format = { ...libraryTable, name: "lines", recognises: () => true, split: splitLines };

describe.each(LONG_FILES)("%s", (_, restartable, file) => {
  test("gives the same records and the same end after any record, from a restart", async () => {
    for (const [compression, store] of Object.entries(STORED)) {
      const stored = store(file, 7_000);
      const whole = await read(stored);
      expect(whole.end.compression).toBe(compression);
      const atRestart = whole.restarts.filter((restart) => restart !== undefined).length;
      expect((atRestart * 100) / whole.records.length).toBeGreaterThanOrEqual(
        compression === "none" ? restartable : Math.min(1, restartable),
      );
      const chosen = fc.record({
        at: fc.nat(whole.records.length - 1),
        chunkBytes: fc.integer({ min: 100, max: 100_000 }),
      });
      await fc.assert(
        fc.asyncProperty(chosen, async ({ at, chunkBytes }) => {
          const record = whole.records[at];
          const restart = whole.restarts[at];
          if (!record) return;
          const rest = await read(
            stored,
            { position: positionOf(record), ...(restart && { restart }) },
            {},
            chunkBytes,
          );
          expectSame(
            rest.records.map((one) => ({ ...one })),
            whole.records.slice(at + 1).map((one) => ({ ...one })),
          );
          expect(rest.end).toEqual(whole.end);
          expectSame(rest.restarts, whole.restarts.slice(at + 1));
          expect(rest.object.openedAt.slice(0, 2)).toEqual(restart ? [0, restart.objectByteOffset] : [0]);
        }),
        { numRuns: 2 },
      );
    }
  });
});

describe("bzip2", () => {
  const stored = Buffer.concat([
    BZIP2_OF_TEXT,
    BZIP2_OF_NOTHING,
    BZIP2_STREAMS,
    BZIP2_OF_NOTHING,
    BZIP2_OF_NOTHING,
    BZIP2_OF_TEXT,
  ]);
  const formats = [LINES];

  test("continues at a block of any of its streams, even in the middle of a byte", async () => {
    const whole = await read(stored, undefined, { formats });
    expect(whole.records.length).toBe(BZIP2_TEXT.split("\n").length * 2 - 2);
    const points = new Map(whole.restarts.map((restart) => [restart?.byteOffset, restart]));
    expect(points.size).toBeGreaterThanOrEqual(6);
    expect([...points.values()].some((restart) => restart && restart.objectBit > 0)).toBe(true);
    for (const point of points.values()) {
      const at = whole.restarts.findLastIndex((restart) => restart?.byteOffset === point?.byteOffset) - 3;
      const [record, restart] = [whole.records[at], whole.restarts[at]];
      if (!record) throw new Error("there is no such record");
      const rest = await read(
        stored,
        { position: positionOf(record), ...(restart && { restart }) },
        { formats },
      );
      expect(rest.records.length).toBe(whole.records.length - at - 1);
      expect(rest.records.at(0)).toEqual(whole.records[at + 1]);
      expect(rest.records.at(-1)).toEqual(whole.records.at(-1));
      expect(rest.end).toEqual(whole.end);
      expect(rest.object.openedAt).toEqual(restart ? [0, restart.objectByteOffset] : [0]);
    }
  });

  test("is checked with the checksum of the whole stream also after a restart", async () => {
    const bad = Buffer.from(BZIP2_OF_TEXT);
    bad.writeUInt8(bad.readUInt8(bad.length - 2) ^ 0x10, bad.length - 2);
    const whole = await read(bad, undefined, { formats });
    expect(whole.end.error).toMatchObject({ reason: "corrupt-compression" });
    const [record, restart] = [whole.records.at(-5), whole.restarts.at(-5)];
    if (!record || !restart) throw new Error("there is no restart");
    const rest = await read(bad, { position: positionOf(record), restart }, { formats });
    expect(rest.end).toEqual(whole.end);
    expect(rest.object.openedAt).toEqual([0, restart.objectByteOffset]);
  });
});

describe("if its parts are corrupt or cut off", () => {
  const text = Buffer.from(
    Array.from({ length: 4_000 }, (_, nth) => `line ${nth} ${(nth * 7919) % 1013}\n`).join(""),
  );
  const store = { gzip: STORED.gzip, zstd: STORED.zstd, bzip2: () => BZIP2_OF_TEXT };

  test.each(Object.entries(store))(
    "%s gives the same records before the same error, from a restart",
    async (_, store) => {
      const stored = store?.(text, 10_000) ?? text;
      const damage = fc.record({
        cut: fc.boolean(),
        at: fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        record: fc.double({ min: 0.1, max: 0.99, noNaN: true }),
      });
      await fc.assert(
        fc.asyncProperty(damage, async ({ cut, at, record }) => {
          const place = Math.floor(stored.length * at);
          const bad = Buffer.from(cut ? stored.subarray(0, place) : stored);
          if (!cut) bad.writeUInt8(bad.readUInt8(place) ^ 0x55, place);
          const whole = await read(bad, undefined, { formats: [LINES] });
          const index = Math.floor(whole.records.length * record);
          const [last, restart] = [whole.records[index], whole.restarts[index]];
          if (!last || !restart) return;
          const rest = await read(bad, { position: positionOf(last), restart }, { formats: [LINES] });
          expect(rest.records.length).toBe(whole.records.length - index - 1);
          expect(rest.records.at(-1)).toEqual(
            index + 1 < whole.records.length ? whole.records.at(-1) : undefined,
          );
          expect(rest.end).toEqual(whole.end);
        }),
        { numRuns: 15 },
      );
    },
  );
});

describe("a reading begins at the file's start if the restart", () => {
  const file = Buffer.from(LONG_FILES.find(([what]) => what === "feeds one after another")?.[2] ?? "");
  const stored = STORED.gzip?.(file, 7_000) ?? file;

  test.each<[string, (restart: Restart) => Restart, Partial<BatchFileReading>]>([
    [
      "is of a file with another beginning",
      (restart) => ({ ...restart, fingerprint: "0123456789abcdef" }),
      {},
    ],
    [
      "was made with another limit of a record, which changes the beginning",
      (restart) => restart,
      { context: { ...CONTEXT, maxRecordBytes: 700 } },
    ],
    [
      "is of another revision of the format",
      (restart) => restart,
      { formats: FORMATS.map((format) => ({ ...format, readerRevision: 99 })) },
    ],
    [
      "is of a format that copies its records, so its cutting may depend on other state",
      (restart) => restart,
      {
        formats: FORMATS.map((format) => ({
          ...format,
          async *split(content, context) {
            for await (const record of format.split(content, context)) yield { ...record };
          },
        })),
      },
    ],
  ])("%s", async (_, change, more) => {
    const [first, whole] = [await read(stored), await read(stored, undefined, more)];
    const at = first.restarts.length - 5;
    const [record, restart] = [first.records[at], first.restarts[at]];
    if (!record || !restart) throw new Error("there is no restart");
    const rest = await read(stored, { position: positionOf(record), restart: change(restart) }, more);
    expect(rest.records).toEqual(whole.records.slice(at + 1));
    expect(rest.object.openedAt).toEqual([0, 0]);
  });
});

test("documents that are records, with other text between them, are cut in the same way after a restart", async () => {
  const entries: Format = {
    ...libraryTable,
    recognises: () => true,
    split: splitXmlElements({ elements: ["entry"] }),
  };
  const file = Array.from({ length: 3_000 }, (_, nth) =>
    nth % 3 === 2
      ? `<x>stray ${nth}</x> \n`
      : `<entry>entry ${nth} ${"x".repeat(nth % 60)}</entry>${nth % 2 ? "\n" : ""}`,
  ).join("");
  const more = { formats: [entries] };
  const whole = await read(Buffer.from(file), undefined, more);
  expect(whole.records.length).toBe(3_000);
  for (let at = 2_990; at > 2_975; at--) {
    const [record, restart] = [whole.records[at], whole.restarts[at]];
    if (!record || !restart) throw new Error("there is no restart");
    const rest = await read(Buffer.from(file), { position: positionOf(record), restart }, more);
    expect(rest.records).toEqual(whole.records.slice(at + 1).map((one) => ({ ...one })));
    expect(rest.object.openedAt).toEqual([0, restart.objectByteOffset]);
  }
});

test("after a restart, only the beginning of the object and the bytes after the restart are read", async () => {
  const lines = Array.from({ length: 20_000 }, (_, nth) => `line ${nth}: ${Math.sin(nth)}\n`).join("");
  for (const stored of [STORED.gzip, STORED.none].map(
    (store) => store?.(Buffer.from(lines), 10_000) ?? Buffer.alloc(0),
  )) {
    const whole = await read(stored, undefined, { formats: [LINES] });
    const [record, restart] = [whole.records.at(-1_000), whole.restarts.at(-1_000)];
    if (!record || !restart) throw new Error("there is no restart");
    const rest = await read(stored, { position: positionOf(record), restart }, { formats: [LINES] });
    expect(rest.records.length).toBe(999);
    expect(rest.object.readBytes()).toBeLessThan(stored.length / 2);
  }
});

describe("skipping", () => {
  const lines = Buffer.from(Array.from({ length: 50_000 }, (_, nth) => `line ${nth} of many\n`).join(""));

  test("is reported until a record after the position is found", async () => {
    const whole = await read(lines, undefined, { formats: [LINES] });
    const record = whole.records[40_000];
    if (!record) throw new Error("there is no such record");
    const position = positionOf(record);
    using opened = await openBatchFile(FILE, readingOf(objectInMemory(lines), { formats: [LINES] }), {
      position,
    });
    expect(opened.skipping()).toMatchObject({
      compression: "none",
      fromByteOffset: 0,
      toByteOffset: position.byte_offset,
    });
    for await (const { number } of opened.records) {
      expect(number).toBe(40_002);
      break;
    }
    expect(opened.skipping()).toBeUndefined();
  });

  test("ends with the signal's reason, and the object is closed", async () => {
    const abort = new AbortController();
    let given = 0;
    async function* endless() {
      for (;;) {
        if (++given === 100) abort.abort(new Error("the time is up"));
        yield Buffer.from("a line\n".repeat(1_000));
      }
    }
    const body = Readable.from(endless());
    const reading = readingOf(objectInMemory(lines), {
      formats: [LINES],
      signal: abort.signal,
      batchFiles: { open: async () => body },
    });
    using opened = await openBatchFile(FILE, reading, {
      position: { record_number: 10_000_000, byte_offset: 70_000_000 },
    });
    const { items, error } = await collect(opened.records);
    expect({ items, error }).toEqual({ items: [], error: new Error("the time is up") });
    expect(body.destroyed).toBe(true);
    const skipping = opened.skipping();
    expect(skipping?.atByteOffset).toBeGreaterThan(100_000);
    expect(tooLongToSkip(skipping)).toBeUndefined();
  });

  test("ends if no byte of the object comes", async () => {
    const abort = new AbortController();
    const silent = new Readable({ read: () => abort.abort(new Error("the time is up")) });
    const reading = readingOf(objectInMemory(lines), {
      signal: abort.signal,
      batchFiles: { open: async () => silent },
    });
    await expect(openBatchFile(FILE, reading)).rejects.toThrow("the time is up");
    expect(silent.destroyed).toBe(true);
  });

  test("that needs a whole invocation fails the run, and says what to do", () => {
    const skipping = { fromByteOffset: 0, atByteOffset: 3_000_000_000, toByteOffset: 5_000_000_000 };
    const brotli = tooLongToSkip({ ...skipping, compression: "brotli", hasRestartPoints: false });
    expect(brotli).toMatchObject({
      reason: "no-restart-point",
      message: expect.stringMatching(/brotli.*more time or memory.*bgzip.*split/),
    });
    const pages = tooLongToSkip({ ...skipping, compression: "gzip", hasRestartPoints: true });
    expect(pages?.message).toMatch(/single document.*record on each line/);
    expect(
      tooLongToSkip({ ...skipping, atByteOffset: 1_000, compression: "gzip", hasRestartPoints: false }),
    ).toBeUndefined();
    expect(tooLongToSkip(undefined)).toBeUndefined();
  });
});

test("a reading counts the skipped elements after its position, with a restart and without one", async () => {
  const records = Array.from({ length: 3_000 }, (_, nth) =>
    dblpRecord({ attributes: `mdate="2024-03-05" key="journals/loom/W${nth}"` }),
  );
  const file = dblpDump(...records.flatMap((record) => [dblpPerson(), record]), dblpPerson());
  const places = [...file.matchAll(/<www /g)].map(({ index }) => index);
  const counted = async (resume?: Resume) => {
    const passedOver: number[] = [];
    const context = {
      ...CONTEXT,
      onPassedOver: (_: string, byteOffset: number) => passedOver.push(byteOffset),
    };
    const content = inParts(Buffer.from(file), 20_000, gzipSync);
    return { ...(await read(content, resume, { context })), passedOver };
  };
  const whole = await counted();
  expect(whole.passedOver).toEqual(places);
  for (const index of [0, 1_500, 2_999]) {
    const record = whole.records[index];
    if (!record) throw new RangeError(`there is no record ${index}`);
    const position = positionOf(record);
    const restart = whole.restarts[index];
    const behind = places.filter((place) => place >= position.byte_offset);
    expect((await counted({ position })).passedOver).toEqual(behind);
    expect((await counted({ position, ...(restart && { restart }) })).passedOver).toEqual(behind);
  }
  expect(whole.restarts[2_999]).toBeDefined();
});
