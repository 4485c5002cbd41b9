import { gunzipSync } from "node:zlib";
import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import { tarOf } from "@paperledger/core/archives/fixtures/tar";
import { libraryTable } from "@paperledger/core/formats/fixtures/library-table";
import { FORMATS } from "@paperledger/core/formats/formats";
import type { Reject } from "@paperledger/core/rejects/reject";
import { redriveKey } from "@paperledger/core/runs/redrives";
import { batchDoneEvent, completedEvent, startedEvent } from "@paperledger/core/runs/run-event-of";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { type Clients, clientsOf, destroyClients } from "@paperledger/local/clients";
import type { Laptop } from "@paperledger/local/laptop";
import { RAW_BUCKET } from "@paperledger/local/laptop-names";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { rejectOf } from "../run-reports/ended-run.fixture.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { redriveRejects } from "./redrive-rejects.ts";
import { redriveRejectsOf } from "./redrive-rejects-command.ts";

const HEADER = "shelfmark\ttitle\tauthors\tchanged";
const NO_ID = "QA 2\tNo";
const LONG = `QA-3\t${"long ".repeat(100)}\tA. One`;

let laptop: Laptop;
let clients: Clients;

beforeAll(async () => {
  laptop = await startLaptop({ onLogLine: () => {}, onProblem: () => {} });
  clients = clientsOf(laptop.environment);
});
afterAll(async () => {
  destroyClients(clients);
  await laptop.stop();
});

/** A run of a library's table, as a processor that knows the format leaves it. One reject is whole, one is cut. */
const runOfTable = () =>
  runOf({ format: "library-table", content: [HEADER, NO_ID, LONG].join("\n") }, [
    rejectOf(1, { raw: NO_ID }),
    rejectOf(2, {
      byte_offset: HEADER.length + 1 + NO_ID.length + 1,
      raw: LONG.slice(0, 50),
      raw_truncated: true,
      reason: "too-large",
    }),
  ]);

const runOfArchive = (rejects: readonly Reject[]) =>
  runOf(
    {
      format: "tar",
      content: tarOf({ "a.json": '{"id":"none","bibjson":{"journal":{}}}', "b.csv": "title,year" }),
    },
    rejects,
  );

/** Redrives the rejects of a run as a command that has a laptop of its own. Returns what it printed. */
async function printedForOneCommand(
  of: TraceId,
  deployment: Parameters<typeof redriveRejectsOf>[1],
): Promise<readonly string[]> {
  const { terminal, printed } = terminalOf();
  const { signal: stop } = new AbortController();
  await redriveRejectsOf([of], { ...deployment, isForOneCommand: true }, { json: false, stop }, terminal);
  return printed;
}

/** Makes a run that left these rejects of its file. */
async function runOf(
  { format, content }: { readonly format: string; readonly content: Buffer | string },
  rejects: readonly Reject[],
): Promise<TraceId> {
  const key = `elsewhere/${format}`;
  await clients.s3.send(new PutObjectCommand({ Bucket: RAW_BUCKET, Key: key, Body: content }));
  const at = new Date();
  const traceId = traceIdOf({ bucket: RAW_BUCKET, key, version: "1", eventTimeMs: at.getTime() });
  const count = rejects.length;
  const records = { first: 1, last: count };
  const reject_key = await laptop.ledger.rejects.put({ traceId, seq: 1, ...records }, rejects);
  const counts = { processed: count, upserted: 0, duplicate: 0, rejected: count, bytes: content.length };
  const batch = {
    ...counts,
    upserted_ids: [],
    by_source: { library: counts },
    batch_ms: 1,
    records,
    previous: {},
    rejected_by_reason: { "bad-date": count },
    cut: false,
    restart_point: null,
    position: { record_number: count, byte_offset: content.length },
    reject_key,
  };
  const started = {
    bucket: RAW_BUCKET,
    key,
    size_bytes: content.length,
    batch_timestamp: at.toISOString(),
  };
  const completed = { ...counts, batches: 1, format, compression: "none", reader_revision: 1 };
  await laptop.ledger.eventLog.append(startedEvent(traceId, started, at));
  await laptop.ledger.eventLog.append(batchDoneEvent(traceId, 1, batch, at));
  await laptop.ledger.eventLog.append(completedEvent(traceId, completed, at));
  return traceId;
}

const paperOf = (id: string) =>
  JSON.stringify({
    paper_id: `demo:${id}`,
    title: `Paper ${id}`,
    abstract: "What it says.",
    updated_at: "2024-05-01T00:00:00.000Z",
  });

async function uploadedText(key: string): Promise<string> {
  const { Body } = await clients.s3.send(new GetObjectCommand({ Bucket: RAW_BUCKET, Key: key }));
  return gunzipSync((await Body?.transformToByteArray()) ?? "").toString();
}

test("rejects in a format of one's own are uploaded as a file in it, what was cut of them read from the batch file", async () => {
  const traceId = await runOfTable();
  const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET };
  const redriven = await Array.fromAsync(redriveRejects(traceId, deployment, [libraryTable, ...FORMATS]));
  expect(redriven).toEqual([{ kind: "uploaded", key: expect.any(String), records: 2 }]);
  const [first] = redriven;
  const text = first?.kind === "uploaded" ? await uploadedText(first.key) : "";
  expect(text).toBe(`${HEADER}\n${NO_ID}\n${LONG}\n`);
  await laptop.quiet();
});

test("rejects of an archive are uploaded as a file of each format, and what stands for an unread entry is left", async () => {
  const traceId = await runOfArchive([
    rejectOf(1, { raw: '{"id":"none","bibjson":{"journal":{}}}', entry: "a.json", format: "doaj" }),
    rejectOf(2, { raw: "title,year", entry: "b.csv", reason: "unknown-format" }),
    rejectOf(3, { raw: '<article key="a b"/>', entry: "c.xml", format: "dblp" }),
    rejectOf(4, { raw: "", entry: "c.xml", format: "dblp", reason: "truncated" }),
  ]);
  const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET };
  const redriven = await Array.fromAsync(redriveRejects(traceId, deployment, FORMATS));
  expect(redriven).toEqual([
    { kind: "left", record_number: 2, why: expect.any(String) },
    { kind: "left", record_number: 4, why: expect.any(String) },
    { kind: "uploaded", key: expect.any(String), records: 1 },
    { kind: "uploaded", key: expect.any(String), records: 1 },
  ]);
  const texts = await Promise.all(
    redriven.map((each) => (each.kind === "uploaded" ? uploadedText(each.key) : "")),
  );
  expect(texts.slice(2)).toEqual([expect.stringContaining('"bibjson"'), expect.stringContaining("<dblp>")]);
  await laptop.quiet();
});

test.each([false, true])(
  "rejects that a redrive is reading are left to it, which is named (json: %s)",
  async (json) => {
    const of = await runOf({ format: `library-table-${json}`, content: HEADER }, [
      rejectOf(1, { raw: NO_ID }),
    ]);
    const at = new Date();
    const key = redriveKey(of, { redrive: ulidOf(of), rejects: 1, part: 1 });
    const by = traceIdOf({ bucket: RAW_BUCKET, key, version: "1", eventTimeMs: at.getTime() });
    const begun = { bucket: RAW_BUCKET, key, size_bytes: 1, batch_timestamp: at.toISOString() };
    await laptop.ledger.eventLog.append(startedEvent(by, { ...begun, redrive_of: of }, at));
    await expect
      .poll(async () => (await laptop.ledger.statistics.run(by))?.run_status, { timeout: 60_000 })
      .toBe("running");
    const { terminal, printed } = terminalOf();
    const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET };
    const stop = new AbortController().signal;
    expect(await redriveRejectsOf([of], deployment, { json, stop }, terminal)).toBe(3);
    if (json)
      expect(printed.map((line) => JSON.parse(line))).toMatchObject([
        { type: "redrive-under-way", trace_id: of, by: [by], not_begun: [] },
        { type: "redriven-files", files: 0, records: 0 },
      ]);
    else
      expect(printed).toEqual([
        `The rejects of ${ulidOf(of)} are left out: ${ulidOf(by)} is reading them again. Wait until it has ended: trace ${ulidOf(by)}.`,
      ]);
    expect(await printedForOneCommand(of, deployment)).toEqual([
      `The rejects of ${ulidOf(of)} are left out: ${ulidOf(by)} is reading them again. This command goes on with it: trace ${ulidOf(by)}.`,
    ]);
  },
);

test.each([false, true])(
  "rejects that cannot be one file are named with what to do, and the other runs are redriven (json: %s)",
  async (json) => {
    const unusable = await runOf({ format: "arxiv-kaggle", content: "x" }, [
      rejectOf(1, { raw: "this is not JSON" }),
      rejectOf(2, { raw: "nor is this" }),
    ]);
    const gone = await runOf({ format: "tar", content: "no archive" }, [rejectOf(1, { raw: "" })]);
    const usable = await runOf({ format: "paper-ndjson", content: "x" }, [
      rejectOf(1, { raw: paperOf(`fixed-${json}`) }),
    ]);
    const { terminal, printed, errors } = terminalOf();
    const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET };
    const stop = new AbortController().signal;
    expect(await redriveRejectsOf([unusable, gone, usable], deployment, { json, stop }, terminal)).toBe(1);
    if (json)
      expect(printed.map((line) => JSON.parse(line))).toMatchObject([
        { type: "rejects-left", trace_id: unusable, records: 2, why: expect.stringContaining("ingest") },
        { type: "reject-left" },
        { type: "redriven-rejects", records: 1 },
        { type: "redrive-outcome", outcome: "completed" },
        { type: "redriven-files", files: 1, records: 1, left: 3, completed: 1, failed: 0, unknown: 0 },
      ]);
    else {
      expect(errors.join("\n")).toContain(
        `2 rejects of ${ulidOf(unusable)} are left: records of the format arxiv-kaggle cannot be put together into a file that is recognised as arxiv-kaggle: correct them in their batch file, and ingest that file again`,
      );
      expect(printed.join("\n")).toContain("completed: 1 new, 0 known, 0 rejected");
    }
  },
);

test("when it is stopped before the first run, it does nothing and says so", async () => {
  const { terminal, printed } = terminalOf();
  const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET };
  const of = traceIdOf({ bucket: RAW_BUCKET, key: "any", version: "1", eventTimeMs: Date.now() });
  await expect(
    redriveRejectsOf([of, of], deployment, { json: false, stop: AbortSignal.abort() }, terminal),
  ).rejects.toMatchObject({ exitCode: 130, message: expect.stringContaining("has done nothing") });
  expect(printed).toEqual([]);
});

test("when it is stopped during a run, it uploads nothing more, begins no further run and says so", async () => {
  const first = await runOf({ format: "paper-ndjson", content: "x" }, [
    rejectOf(1, { raw: paperOf("before-the-stop") }),
  ]);
  const second = await runOf({ format: "paper-ndjson", content: "x " }, [
    rejectOf(1, { raw: paperOf("after-the-stop") }),
  ]);
  const stopping = new AbortController();
  const { eventLog } = laptop.ledger;
  const ledger = {
    ...laptop.ledger,
    eventLog: {
      ...eventLog,
      eventsOf: (...given: Parameters<typeof eventLog.eventsOf>) => {
        if (given[0] === second) stopping.abort();
        return eventLog.eventsOf(...given);
      },
    },
  };
  const { terminal, printed } = terminalOf();
  const deployment = { ledger, clients, rawBucket: RAW_BUCKET };
  const given = { json: false, stop: stopping.signal };
  expect(await redriveRejectsOf([first, second, first], deployment, given, terminal)).toBe(3);
  expect(printed.filter((line) => line.includes("uploaded as"))).toHaveLength(1);
  expect(printed.join("\n")).toContain("Not redriven yet: the rejects of 2 runs. Run the same command again");
});

describe("when it is stopped after an upload, before the run has begun", () => {
  /** Redrives the rejects of some runs, and stops it at the first upload. The run of the upload is never seen. */
  async function stoppedAtUpload(names: readonly string[], isForOneCommand: boolean) {
    const of: TraceId[] = [];
    for (const name of names)
      of.push(await runOf({ format: "paper-ndjson", content: name }, [rejectOf(1, { raw: paperOf(name) })]));
    const stopping = new AbortController();
    const { terminal, printed } = terminalOf();
    const stopsAtUpload = {
      ...terminal,
      print(line: string) {
        terminal.print(line);
        if (line.includes("uploaded as")) stopping.abort();
      },
    };
    const deployment = { ledger: laptop.ledger, clients, rawBucket: RAW_BUCKET, isForOneCommand };
    const given = { json: false, stop: stopping.signal };
    expect(await redriveRejectsOf(of, deployment, given, stopsAtUpload)).toBe(3);
    await laptop.quiet();
    return printed.slice(1).join("\n");
  }

  test("it says that the processor reads the rejects when it can, and not to redrive them", async () => {
    expect(await stoppedAtUpload(["stopped-a"], false)).toBe(
      "Not begun yet: 1 run. The rejects are uploaded, and the processor reads them when it can. Do not redrive them again: runs lists the run when it has begun.",
    );
  });

  test("on a laptop that ends with it, it names what goes on", async () => {
    expect(await stoppedAtUpload(["stopped-b"], true)).toBe(
      "Not begun yet: 1 run. The rejects are uploaded. The next start or ingest on this folder goes on with it. Do not redrive them again: runs lists the run when it has begun.",
    );
  });

  test("with other runs to redrive, it says once what the same command does", async () => {
    expect(await stoppedAtUpload(["stopped-c", "stopped-d"], true)).toBe(
      "Not begun yet: 1 run. The rejects are uploaded. The next start or ingest on this folder goes on with it.\nNot redriven yet: the rejects of 1 run. Run the same command again: it leaves out the rejects that are uploaded.",
    );
  });
});

test("the error of a store is thrown after the runs that were begun are reported", async () => {
  const usable = await runOf({ format: "paper-ndjson", content: "x" }, [
    rejectOf(1, { raw: paperOf("before-the-error") }),
  ]);
  const broken = await runOf({ format: "paper-ndjson", content: "x " }, [rejectOf(1, { raw: paperOf("b") })]);
  const { terminal, printed } = terminalOf();
  const { rejects } = laptop.ledger;
  const ledger = {
    ...laptop.ledger,
    rejects: {
      ...rejects,
      read(key: string) {
        if (key.includes(broken)) throw new Error("access denied");
        return rejects.read(key);
      },
    },
  };
  const deployment = { ledger, clients, rawBucket: RAW_BUCKET };
  const stop = new AbortController().signal;
  await expect(
    redriveRejectsOf([usable, broken, usable], deployment, { json: false, stop }, terminal),
  ).rejects.toThrow("access denied");
  expect(printed.join("\n")).toContain("completed: 1 new, 0 known, 0 rejected");
});

test.each([false, true])(
  "rejects that are uploaded and not begun are not uploaded again (json: %s)",
  async (json) => {
    const of = await runOf({ format: `library-list-${json}`, content: HEADER }, [
      rejectOf(1, { raw: NO_ID }),
    ]);
    const key = redriveKey(of, { redrive: ulidOf(of), rejects: 1, part: 1 });
    // An upload without a notification is like one whose message still waits in the queue.
    const { s3 } = clients;
    const listed = [{ Key: key, Size: 1, LastModified: new Date() }];
    const listing = new Proxy(s3, {
      get: (client, name) =>
        name === "send"
          ? async (command: Parameters<typeof s3.send>[0]) =>
              command instanceof ListObjectsV2Command ? { Contents: listed } : client.send(command)
          : Reflect.get(client, name),
    });
    const { terminal, printed } = terminalOf();
    const deployment = { ledger: laptop.ledger, clients: { ...clients, s3: listing }, rawBucket: RAW_BUCKET };
    const stop = new AbortController().signal;
    expect(await redriveRejectsOf([of], deployment, { json, stop }, terminal)).toBe(3);
    if (json)
      expect(printed.map((line) => JSON.parse(line))).toMatchObject([
        { type: "redrive-under-way", trace_id: of, by: [], not_begun: [key] },
        { type: "redriven-files", files: 0, records: 0 },
      ]);
    else
      expect(printed).toEqual([
        `The rejects of ${ulidOf(of)} are left out: they are uploaded as ${key}, and the run that reads them has not begun. Wait until it is in the list of runs: runs. If it was given up: redrive --failed.`,
      ]);
    expect(await printedForOneCommand(of, deployment)).toEqual([
      `The rejects of ${ulidOf(of)} are left out: they are uploaded as ${key}, and the run that reads them has not begun. This command goes on with it, and runs lists it when it has begun. If it was given up: redrive --failed.`,
    ]);
  },
);
