import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { EXIT } from "../command-error.ts";
import { readLedger } from "../deployments/read-ledger.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { backfill } from "./backfill.ts";
import type { BackfillOptions } from "./backfill-options.ts";

const FILES = 5;
const PAPERS = 40;

let home: string;
let folder: string;
let dataDir: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), "paperledger-backfill-"));
  folder = join(home, "feeds");
  dataDir = join(home, "data");
  await mkdir(join(folder, "deeper"), { recursive: true });
  for (let file = 0; file < FILES; file++)
    await writeFile(join(folder, file % 2 ? "deeper" : ".", `feed-${file}.ndjson.gz`), gzipSync(feed(file)));
  await writeFile(join(folder, ".hidden"), "no batch file");
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** Papers in our own form, different in each file. */
const feed = (file: number) =>
  Array.from({ length: PAPERS }, (_, nth) =>
    JSON.stringify({
      paper_id: `table:${file}-${nth}`,
      source: "table",
      title: `Paper ${nth} of file ${file}`,
      updated_at: "2024-01-01T00:00:00Z",
    }),
  ).join("\n");

async function run(
  options: Partial<BackfillOptions> = {},
  onPrinted: (line: string, stop: () => void) => void = () => {},
  source = folder,
) {
  const stopping = new AbortController();
  const { terminal, printed } = terminalOf();
  const watched = {
    ...terminal,
    printJson(value: object) {
      terminal.printJson(value);
      onPrinted(JSON.stringify(value), () => stopping.abort());
    },
  };
  const given = { dataDir, json: true, runsAtOnce: 1, yes: true, ...options };
  const code = await backfill(source, given, watched, stopping.signal);
  return { code, told: printed.map((line) => JSON.parse(line)) };
}

const keysOfRuns = () =>
  readLedger(dataDir, async ({ statistics }) =>
    (await Array.fromAsync(statistics.runsWith("completed"))).map(({ key }) => key),
  );

test("a backfill begins when the user says so, and not where nobody is there to say it", async () => {
  await expect(run({ yes: false })).rejects.toThrow(/add --yes/);
  const { code, told } = await run({ yes: false, ask: async () => false });
  expect(code).toBe(EXIT.ok);
  expect(told).toMatchObject([{ type: "estimate", objects: FILES, records: FILES * PAPERS, done: 0 }]);
});

test("stopped in the middle, it goes on where it was, and each file has one run", async () => {
  const first = await run({}, (line, stop) => {
    if (line.includes('"type":"run"')) stop();
  });
  expect(first.code).toBe(EXIT.wrong);
  const left = first.told.at(-1)?.left;
  expect(left).toBeGreaterThan(0);
  expect(left).toBeLessThan(FILES);

  const second = await run({ runsAtOnce: 3 });
  expect(second.code).toBe(EXIT.ok);
  expect(second.told.at(-1)).toMatchObject({ type: "backfilled", left: 0, given_up: 0 });

  const keys = await keysOfRuns();
  expect(keys).toHaveLength(FILES);
  expect(new Set(keys).size).toBe(FILES);

  const third = await run();
  expect(third.told).toMatchObject([
    { type: "estimate", objects: 0, done: FILES, under_way: 0 },
    { type: "backfilled", completed: 0, left: 0 },
  ]);
  expect(await keysOfRuns()).toHaveLength(FILES);
});

test("a file whose run failed is reported each time, not uploaded again, and forgotten when it is fixed", async () => {
  const feeds = join(home, "with a bad one");
  await mkdir(feeds);
  await writeFile(join(feeds, "good.ndjson"), feed(1));
  await writeFile(join(feeds, "bad.ndjson"), "What is this?");
  const again = (options: Partial<BackfillOptions> = {}) =>
    run({ dataDir: join(home, "failed"), ...options }, undefined, feeds);

  const first = await again();
  expect(first.code).toBe(EXIT.wrong);
  const failed = first.told.find(({ run_status }) => run_status === "failed");

  const second = await again();
  expect(second.code).toBe(EXIT.wrong);
  expect(second.told).toMatchObject([
    { type: "estimate", objects: 0, done: 1, failed_before: 1, under_way: 0 },
    {
      type: "failed-before",
      file: join(feeds, "bad.ndjson"),
      trace_id: failed?.trace_id,
      failure: { reason: "unknown-format" },
    },
    { type: "backfilled", completed: 0, failed_before: 1, left: 0 },
  ]);

  await writeFile(join(feeds, "bad.ndjson"), feed(2));
  const third = await again();
  expect(third.code).toBe(EXIT.ok);
  expect(third.told).toMatchObject([
    { type: "estimate", objects: 1, done: 1, failed_before: 0 },
    { type: "run", run_status: "completed" },
    { type: "backfilled", completed: 1, failed_before: 0 },
  ]);
});

test("with a rate, the next file waits for its time though more runs could be under way", async () => {
  const slow = { dataDir: join(home, "slow"), runsAtOnce: FILES, papersPerSecond: 1 };
  await run(slow, (line, stop) => {
    if (line.includes('"type":"run"')) stop();
  });
  const { told } = await run({ ...slow, yes: false, ask: async () => false });
  expect(told).toMatchObject([{ type: "estimate", objects: FILES - 1, done: 1 }]);
});
