import { gunzipSync, gzipSync } from "node:zlib";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { dynamoDbPaperStore } from "@paperledger/aws/papers/paper-store";
import type { BenchRow, BenchSize, Build, Finding } from "../bench-row.ts";
import { startBenchDynamoDb } from "../bench-tables.ts";
import { gzippedFeed } from "../feed/feed.ts";
import { FORMAT_FEEDS } from "../feed/format-feeds.ts";
import { watchConsumed } from "../measuring/consumed-capacity.ts";
import { inPairs } from "../measuring/pairs.ts";
import { hasIndex, storedSizes, writeUnits } from "../measuring/write-units.ts";
import { ingest } from "../ours.ts";
import { figure } from "../report/quantities.ts";

const PAPERS: Readonly<Record<BenchSize, number>> = { full: 2_000, quick: 500, tiny: 25 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 9, quick: 5, tiny: 1 };

const AS_TEXT: Build = { startBenchDynamoDb, ingest };
const AS_GZIP: Build = {
  startBenchDynamoDb,
  ingest: (feed, client, tables) =>
    ingest(feed, client, tables, {
      papers: dynamoDbPaperStore({ client, table: tables.papers, sourceTextEncoding: "gzip" }),
    }),
};

/** Measures the cost of writes to the papers table: new papers, newer versions, and large records with their source text as text or as gzip. */
export const billRow: BenchRow = {
  name: "bill",
  async run(size) {
    const { arxiv, openalex } = feedsOf(PAPERS[size]);
    const [text, gzip] = [await unitsOf(AS_TEXT, arxiv), await unitsOf(AS_GZIP, arxiv)];
    const [work, gzippedWork] = [await unitsOf(AS_TEXT, openalex), await unitsOf(AS_GZIP, openalex)];
    const { ours, theirs } = await cpuOf(AS_GZIP, AS_TEXT, openalex[0] ?? Buffer.alloc(0), size);
    return [
      counted("new arXiv papers of 3 KB", text[0]),
      counted("newer versions of these papers", text[1]),
      counted("new OpenAlex works of 14 KB", work[0]),
      counted("newer versions of these works", work[1]),
      counted("new arXiv papers, source text as gzip", gzip[0], text[0]),
      counted("newer versions of these papers, as gzip", gzip[1], text[1]),
      counted("new OpenAlex works, source text as gzip", gzippedWork[0], work[0]),
      counted("newer versions of these works, as gzip", gzippedWork[1], work[1]),
      {
        what: "new OpenAlex works, source text as gzip: processor time of the whole ingest",
        ours: perPaper(ours.cpuMs, PAPERS[size]),
        against: `as text: ${perPaper(theirs.cpuMs, PAPERS[size])}`,
        ratio: ours.cpuMs / theirs.cpuMs,
        aim: { atMost: 1.3 },
      },
      ...(await levelsOf(openalex[0] ?? Buffer.alloc(0), size)),
    ];
  },
  async against(other, size) {
    const { arxiv, openalex } = feedsOf(PAPERS[size]);
    const [ours, theirs] = [await unitsOf(AS_TEXT, arxiv), await unitsOf(other, arxiv)];
    const [gzipped, work] = [await unitsOf(AS_GZIP, openalex), await unitsOf(other, openalex)];
    const cpu = await cpuOf(AS_GZIP, other, openalex[0] ?? Buffer.alloc(0), size);
    return [
      compared("new arXiv papers of 3 KB", ours[0], theirs[0], 0.8),
      compared("newer versions of these papers", ours[1], theirs[1], 0.68),
      compared("new OpenAlex works, source text as gzip", gzipped[0], work[0], 0.4),
      {
        what: "new OpenAlex works, source text as gzip: processor time of the whole ingest",
        ours: perPaper(cpu.ours.cpuMs, PAPERS[size]),
        against: perPaper(cpu.theirs.cpuMs, PAPERS[size]),
        ratio: 1 / cpu.ratio,
        aim: { atMost: 1.3 },
      },
    ];
  },
};

/** Returns a file of each format, and a file with newer versions of the same papers. */
function feedsOf(papers: number) {
  const newer = (feed: Buffer, time: string, later: string) =>
    gzipSync(gunzipSync(feed).toString().replaceAll(time, later));
  const arxiv = gzippedFeed(papers);
  const openalex = FORMAT_FEEDS.find(({ format }) => format === "openalex")?.gzipped(papers);
  return {
    arxiv: [arxiv, newer(arxiv, "2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z")],
    openalex: openalex ? [openalex, newer(openalex, "2024-01-10T04:49:10", "2024-02-10T04:49:10")] : [],
  };
}

/** Write units of the papers table for each paper. */
interface Units {
  /** Computed with AWS's published formula from the sizes of the items. */
  readonly published: number;
  /** Counted by the embedded DynamoDB. */
  readonly embedded: number;
  /** Other figures for each paper: read units of the papers table, write units of the event log, and the size of its item. */
  readonly read: number;
  readonly log: number;
  readonly itemBytes: number;
}

/** Ingests files one after the other into the same tables. Returns the units of each file. */
async function unitsOf(build: Build, feeds: readonly Buffer[]): Promise<readonly Units[]> {
  await using dynamoDb = await build.startBenchDynamoDb();
  return await dynamoDb.withTables(async (tables) => {
    const client = dynamoDb.client();
    // The paginators accept only clients of their own copy of the SDK, and another build has another copy.
    const reader = documentClient(dynamoDbClient(emulatedAt(dynamoDb.endpoint)));
    const consumed = watchConsumed(client, tables.papers);
    const ofLog = watchConsumed(client, tables.runs);
    const isIndexed = await hasIndex(reader, tables.papers);
    const units: Units[] = [];
    let stored = await storedSizes(reader, tables.papers);
    for (const feed of feeds) {
      for (const counted of [consumed, ofLog]) Object.assign(counted, { readUnits: 0, writeUnits: 0 });
      await build.ingest(feed, client, tables);
      const now = await storedSizes(reader, tables.papers);
      const itemBytes = [...now.values()].reduce((sum, { bytes }) => sum + bytes, 0) / now.size;
      units.push({
        published: writeUnits(stored, now, isIndexed) / now.size,
        embedded: consumed.writeUnits / now.size,
        read: consumed.readUnits / now.size,
        log: ofLog.writeUnits / now.size,
        itemBytes,
      });
      stored = now;
    }
    client.destroy();
    reader.destroy();
    return units;
  });
}

/** Compares the processor time of a whole ingest between two builds. Each build has its own DynamoDB. */
async function cpuOf(ours: Build, theirs: Build, feed: Buffer, size: BenchSize) {
  await using ourDynamoDb = await ours.startBenchDynamoDb();
  await using theirDynamoDb = await theirs.startBenchDynamoDb();
  const [ourClient, theirClient] = [ourDynamoDb.client(), theirDynamoDb.client()];
  const comparison = await inPairs(
    ROUNDS[size],
    () => ourDynamoDb.withTables((tables) => ours.ingest(feed, ourClient, tables)),
    () => theirDynamoDb.withTables((tables) => theirs.ingest(feed, theirClient, tables)),
  );
  ourClient.destroy();
  theirClient.destroy();
  return comparison;
}

/** Compares gzip levels with zlib's default level, on the source texts of a file of lines. */
async function levelsOf(feed: Buffer, size: BenchSize): Promise<readonly Finding[]> {
  const texts = gunzipSync(feed).toString().split("\n").filter(Boolean).slice(0, 500);
  const plainBytes = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  const gzipped = (level: number) => texts.map((text) => gzipSync(text, { level }));
  const findings: Finding[] = [];
  for (const level of [1, 3, 4, 9]) {
    const { ours, theirs } = await inPairs(
      ROUNDS[size],
      async () => gzipped(level),
      async () => gzipped(6),
    );
    const share = (bytes: readonly Buffer[]) =>
      `${figure((100 * bytes.reduce((sum, { length }) => sum + length, 0)) / plainBytes)} % of the bytes`;
    findings.push({
      what: `gzip of OpenAlex works at level ${level}`,
      ours: `${share(gzipped(level))}, ${perPaper(ours.cpuMs, texts.length)}`,
      against: `level 6: ${share(gzipped(6))}, ${perPaper(theirs.cpuMs, texts.length)}`,
      ratio: ours.cpuMs / theirs.cpuMs,
      aim: "none",
    });
  }
  return findings;
}

const NONE: Units = {
  published: Number.NaN,
  embedded: Number.NaN,
  read: Number.NaN,
  log: Number.NaN,
  itemBytes: Number.NaN,
};
const unitsText = ({ published, embedded }: Units) =>
  `${figure(published)} write units a paper (embedded DynamoDB: ${figure(embedded)})`;
const perPaper = (cpuMs: number, papers: number) => `${figure((cpuMs * 1_000) / papers)} µs a paper`;

/** Returns a finding without an aim: the units of a paper, compared with the units of the same papers as text if `asText` is given. */
function counted(what: string, units = NONE, asText?: Units): Finding {
  const against = asText ? `as text: ${unitsText(asText)}` : `embedded DynamoDB: ${figure(units.embedded)}`;
  const ratio = units.published / (asText?.published ?? units.embedded);
  const { read, log, itemBytes } = units;
  const note = `an item of ${figure(itemBytes)} bytes; ${figure(read)} read units, and ${figure(log)} write units of the event log`;
  return { what, ours: unitsText(units), against, ratio, aim: "none", note };
}

const compared = (what: string, ours = NONE, theirs = NONE, atMost: number): Finding => ({
  what,
  ours: unitsText(ours),
  against: unitsText(theirs),
  ratio: ours.published / theirs.published,
  aim: { atMost },
});
