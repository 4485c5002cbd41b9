import { brotliCompressSync, gzipSync } from "node:zlib";
import { restartPointSchema } from "@paperledger/events/run-event";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectSame, inParts, positionOf, read, STORED } from "../batch-files/read-batch-file.fixture.ts";
import { restartData, restartOf } from "../batch-files/restart-data.ts";
import type { Restart } from "../batch-files/restarts.ts";
import { dataciteDoi } from "../formats/fixtures/datacite.ts";
import { doajArticle, doajDump } from "../formats/fixtures/doaj.ts";
import { jatsArticle } from "../formats/fixtures/jats.ts";
import type { SourceRecord } from "../formats/format.ts";
import { FORMATS } from "../formats/formats.ts";
import { paxRecord, TAR_END, tarEntry, tarOf } from "./fixtures/tar.ts";

const dois = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, nth) => `${dataciteDoi({ doi: `10.5072/${prefix}${nth}` })}\n`).join("");

/** An archive with long files, short files, files that cannot be read or are cut off, and files that are skipped. */
const ARCHIVE = Buffer.concat([
  tarEntry("bad.txt", "no paper at all"),
  tarEntry("dois/part_0000.jsonl.gz", gzipSync(dois(60, "a"))),
  tarEntry("_SUCCESS", ""),
  tarEntry("folder/", "", { type: "5" }),
  tarEntry("x", paxRecord("path", `${"deep/".repeat(40)}part.jsonl`), { type: "x" }),
  tarEntry("part.jsonl", dois(150, "b")),
  tarEntry("members.jsonl.gz", inParts(Buffer.from(dois(150, "c")), 9_000, gzipSync)),
  tarEntry("cut.jsonl.gz", gzipSync(dois(80, "d")).subarray(0, -20)),
  tarEntry("dump.json.br", brotliCompressSync(doajDump(...Array.from({ length: 50 }, () => doajArticle())))),
  ...Array.from({ length: 20 }, (_, nth) => tarEntry(`PMC${nth}.xml`, jatsArticle())),
  tarEntry("notes.txt", "no paper either"),
  tarEntry("last.jsonl", dois(120, "e")),
  TAR_END,
]);

/** Removes the estimate of how much of the archive was read, because it depends on the sizes of the chunks. */
const withoutEstimate = ({ entry, ...record }: SourceRecord) => ({
  ...record,
  entry: entry && { ...entry, archiveBytes: 0 },
});

/** Returns a restart as it is after it was stored in an event. */
const stored = (restart: Restart) =>
  restartOf(restartPointSchema.parse(JSON.parse(JSON.stringify(restartData(restart)))));

const AROUND: Readonly<Record<string, (archive: Buffer) => Buffer>> = {
  "an archive": (archive) => archive,
  "one in many members of gzip": (archive) => STORED.gzip?.(archive, 4_000) ?? archive,
  "one in many frames of zstd": (archive) => STORED.zstd?.(archive, 4_000) ?? archive,
  "one in a single member of gzip": (archive) => gzipSync(archive),
};

describe.each(Object.entries(AROUND))("%s", (_, compress) => {
  const file = compress(ARCHIVE);

  test("gives the same records and the same end after any record, from a restart", async () => {
    const whole = await read(file);
    expect(whole.end).toMatchObject({ format: "tar", error: undefined });
    expect(whole.records.filter(({ problem }) => problem)).toHaveLength(3);
    const chosen = fc.record({
      at: fc.nat(whole.records.length - 1),
      // A block of an archive has 512 bytes, so the smallest chunks still cut each block.
      chunkBytes: fc.integer({ min: 400, max: 100_000 }),
    });
    await fc.assert(
      fc.asyncProperty(chosen, async ({ at, chunkBytes }) => {
        const [record, restart] = [whole.records[at], whole.restarts[at]];
        if (!record || !restart) throw new RangeError(`there is no restart after record ${at}`);
        const resume = { position: positionOf(record), restart: stored(restart) };
        const rest = await read(file, resume, {}, chunkBytes);
        expectSame(rest.records.map(withoutEstimate), whole.records.slice(at + 1).map(withoutEstimate));
        expect(rest.end).toEqual(whole.end);
        expectSame(rest.restarts, whole.restarts.slice(at + 1));
        expect(rest.object.openedAt.slice(0, 2)).toEqual([0, restart.objectByteOffset]);
      }),
      { numRuns: 12 },
    );
  });

  test("continues inside one of its files, if the file's own compression and format allow it", async () => {
    const { records, restarts } = await read(file);
    const within = records.flatMap(({ entry }, at) =>
      restarts[at]?.entry?.restart ? [entry?.name.replace(/.*\//, "")] : [],
    );
    expect(new Set(within)).toEqual(new Set(["part.jsonl", "members.jsonl.gz", "last.jsonl"]));
  });
});

test("after a restart, only the beginning of the object and the bytes after the restart are read", async () => {
  const file = tarOf(
    Object.fromEntries(Array.from({ length: 40 }, (_, nth) => [`${nth}.jsonl`, dois(150, `${nth}-`)])),
  );
  const whole = await read(file);
  for (const at of [5_700, 5_990]) {
    const [record, restart] = [whole.records[at], whole.restarts[at]];
    if (!record || !restart) throw new RangeError(`there is no restart after record ${at}`);
    const rest = await read(file, { position: positionOf(record), restart });
    expect(rest.records).toHaveLength(whole.records.length - at - 1);
    const bytesBehind = file.length - (record.entry?.archiveBytes ?? 0);
    expect(rest.object.readBytes()).toBeLessThan(bytesBehind + 200_000);
  }
});

describe("an archive is read from its start if the restart", () => {
  test.each<[string, (restart: Restart) => Restart, Parameters<typeof read>[2]]>([
    ["is of an archive with another beginning", (restart) => ({ ...restart, fingerprint: "f" }), {}],
    [
      "is of another revision of a format",
      (restart) => restart,
      { formats: FORMATS.map((format) => ({ ...format, readerRevision: 99 })) },
    ],
  ])("%s", async (_, change, more) => {
    const whole = await read(ARCHIVE, undefined, more);
    const { restarts } = await read(ARCHIVE);
    const [record, restart] = [whole.records[300], restarts[300]];
    if (!record || !restart) throw new RangeError("there is no restart");
    const rest = await read(ARCHIVE, { position: positionOf(record), restart: change(restart) }, more);
    expect(rest.records.map(withoutEstimate)).toEqual(whole.records.slice(301).map(withoutEstimate));
    expect(rest.object.openedAt).toEqual([0, 0]);
  });

  test("a file in an archive is read from its own start if its restart cannot be used", async () => {
    const whole = await read(ARCHIVE);
    const at = whole.restarts.findLastIndex((restart) => restart?.entry?.restart);
    const [record, restart] = [whole.records[at - 10], whole.restarts[at - 10]];
    if (!record || !restart?.entry?.restart) throw new RangeError("there is no restart");
    const entry = { ...restart.entry, restart: { ...restart.entry.restart, fingerprint: "f" } };
    const rest = await read(ARCHIVE, { position: positionOf(record), restart: { ...restart, entry } });
    expect(rest.records.map(withoutEstimate)).toEqual(whole.records.slice(at - 9).map(withoutEstimate));
  });
});

test("the limit of all files together is the same after a restart", async () => {
  const file = tarOf({
    "a.jsonl.gz": gzipSync(dois(100, "a")),
    "b.jsonl.gz": gzipSync(dois(100, "b")),
    "c.jsonl.gz": gzipSync(dois(100, "c")),
  });
  const more = { maxUncompressedBytes: 2.5 * dois(100, "a").length };
  const whole = await read(file, undefined, more);
  expect(whole.end.error).toMatchObject({ reason: "too-large" });
  for (const at of [50, 120, 199, 220]) {
    const [record, restart] = [whole.records[at], whole.restarts[at]];
    if (!record || !restart) throw new RangeError(`there is no restart after record ${at}`);
    const rest = await read(file, { position: positionOf(record), restart }, more);
    expect(rest.records).toHaveLength(whole.records.length - at - 1);
    expect(rest.end).toEqual(whole.end);
  }
});
