import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListTablesCommand, PutItemCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { GetObjectCommand, ListBucketsCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { sendMessage } from "@paperledger/aws/queues/queue";
import { startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { describe, expect, onTestFinished, test } from "vitest";
import { connectToLocalAws } from "./connect-to-local-aws.ts";
import { DataFolderInUseError } from "./data-folder.ts";
import { FunctionExistsError, type LocalAwsOptions, startLocalAws } from "./start-local-aws.ts";

const tables = {
  papers: "papers",
  runs: "runs",
  statistics: "statistics",
  vectors: "vectors",
  attempts: "attempts",
  handledEvents: "handled-events",
};
const row = (trace: string, seq: number) => ({ trace_id: { S: trace }, seq: { N: String(seq) } });

async function start(options: LocalAwsOptions = {}) {
  const problems: Error[] = [];
  const aws = await startLocalAws({
    tables,
    buckets: ["raw"],
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  onTestFinished(aws.stop);
  return { ...aws, problems };
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("from an upload to a subscriber", () => {
  /** Starts three functions: the first writes uploads to the table, the second puts the stream's records on the bus, the third gets them. */
  async function startPipeline(options?: LocalAwsOptions) {
    const aws = await start(options);
    const { dynamoDb, eventBridge } = aws.clients;
    const heard: unknown[] = [];
    const processor = aws.addFunction({
      name: "processor",
      async handler(event) {
        await dynamoDb.send(
          new PutItemCommand({
            TableName: "runs",
            Item: { ...row("run", 0), event: { S: JSON.stringify(event) } },
          }),
        );
      },
    });
    const projector = aws.addFunction({
      name: "projector",
      async handler(event) {
        await eventBridge.send(
          new PutEventsCommand({
            Entries: [{ Source: "paperledger", DetailType: "projected", Detail: JSON.stringify(event) }],
          }),
        );
      },
    });
    const subscriber = aws.addFunction({ name: "subscriber", handler: (event) => heard.push(event) });
    aws.bus.addRule({ name: "to-subscriber", pattern: { source: ["paperledger"] }, target: subscriber });
    await aws.mapStream({ table: "runs", function: projector, startingPosition: "TRIM_HORIZON" });
    return { ...aws, processor, heard };
  }

  const upload = (aws: Awaited<ReturnType<typeof start>>) =>
    aws.clients.s3.send(new PutObjectCommand({ Bucket: "raw", Key: "raw-data/a b.gz", Body: "x" }));

  test("by S3's own notification, and quiet means that all of it has happened", async () => {
    const aws = await startPipeline();
    aws.addS3Notification({ id: "uploads", bucket: "raw", prefix: "raw-data/", to: aws.processor });
    await upload(aws);
    await aws.quiet();
    expect(JSON.stringify(aws.heard)).toContain("raw-data/a+b.gz");
    expect(aws.problems).toEqual([]);
  });

  test("by a queue", async () => {
    const aws = await startPipeline();
    const queue = await aws.createQueue("uploads");
    aws.addS3Notification({ id: "uploads", bucket: "raw", to: queue });
    aws.mapQueue({ queue, function: aws.processor });
    await upload(aws);
    await aws.quiet();
    expect(aws.heard).toHaveLength(1);
    expect(JSON.stringify(aws.heard)).toContain("aws:sqs");
  });

  test("by the bus", async () => {
    const aws = await startPipeline();
    aws.addS3Notification({ id: "uploads", bucket: "raw", to: aws.bus });
    aws.bus.addRule({ name: "uploads", pattern: { source: ["aws.s3"] }, target: aws.processor });
    await upload(aws);
    await aws.quiet();
    expect(aws.heard).toHaveLength(1);
    expect(JSON.stringify(aws.heard)).toContain("Object Created");
  });

  test("quiet with nothing to do is quiet at once", async () => {
    const aws = await startPipeline();
    await aws.quiet();
    expect(aws.heard).toEqual([]);
  });
});

test("in memory it has our tables and the buckets, and takes a queue's messages", async () => {
  const { clients, createQueue } = await start();
  const { TableNames } = await clients.dynamoDb.send(new ListTablesCommand());
  expect(TableNames?.toSorted()).toEqual(Object.values(tables).toSorted());
  const { Buckets } = await clients.s3.send(new ListBucketsCommand());
  expect(Buckets?.map(({ Name }) => Name)).toEqual(["raw"]);
  const queue = await createQueue("q");
  await sendMessage(clients.sqs, queue.url, "hello");
});

test("a DynamoDB that the user runs is used in place of the embedded one, and not stopped", async () => {
  const own = await startEmbeddedDynamoDb();
  onTestFinished(own.stop);
  const { endpoints, stop } = await start({ dynamoDbEndpoint: own.endpoint });
  expect(endpoints.dynamodb).toBe(own.endpoint);
  await stop();
  expect((await fetch(own.endpoint)).status).toBeLessThan(500);
});

test("two functions of one name are an error", async () => {
  const { addFunction, stop } = await startLocalAws({ dynamoDbEndpoint: "http://127.0.0.1:9" });
  onTestFinished(stop);
  addFunction({ name: "f", handler: () => null });
  expect(() => addFunction({ name: "f", handler: () => null })).toThrow(FunctionExistsError);
});

describe("a data folder", () => {
  test("keeps tables, objects, messages and checkpoints for the next start", async () => {
    const dataDir = await newFolder();
    const first = await start({ dataDir });
    const seen: string[] = [];
    const remember = (event: unknown) => seen.push(JSON.stringify(event));
    await first.clients.dynamoDb.send(new PutItemCommand({ TableName: "runs", Item: row("first", 0) }));
    await first.clients.s3.send(new PutObjectCommand({ Bucket: "raw", Key: "a", Body: "kept" }));
    const projector = first.addFunction({ name: "projector", handler: remember });
    await first.mapStream({ table: "runs", function: projector, startingPosition: "TRIM_HORIZON" });
    await first.quiet();
    await first.stop();

    const second = await start({ dataDir });
    const { Items } = await second.clients.dynamoDb.send(new ScanCommand({ TableName: "runs" }));
    expect(Items).toEqual([row("first", 0)]);
    const { Body } = await second.clients.s3.send(new GetObjectCommand({ Bucket: "raw", Key: "a" }));
    expect(await Body?.transformToString()).toBe("kept");
    await second.clients.dynamoDb.send(new PutItemCommand({ TableName: "runs", Item: row("second", 0) }));
    const again = second.addFunction({ name: "projector", handler: remember });
    await second.mapStream({ table: "runs", function: again, startingPosition: "TRIM_HORIZON" });
    await second.quiet();
    expect(seen).toHaveLength(2);
    expect(seen[1]).toContain("second");
    expect(seen[1]).not.toContain("first");
  });

  test("is found by others while it runs and is announced, and refuses a second start", async () => {
    const dataDir = await newFolder();
    expect(connectToLocalAws(dataDir)).toBeUndefined();
    const aws = await start({ dataDir });
    expect(connectToLocalAws(dataDir)).toBeUndefined();
    aws.announce();
    const connection = connectToLocalAws(dataDir);
    onTestFinished(() => connection?.close());
    expect(connection).toMatchObject({ pid: process.pid, endpoints: aws.endpoints });
    const listed = await connection?.clients.dynamoDb.send(new ListTablesCommand());
    expect(listed?.TableNames).toHaveLength(Object.keys(tables).length);
    await expect(startLocalAws({ dataDir })).rejects.toThrow(DataFolderInUseError);
    await aws.stop();
    expect(connectToLocalAws(dataDir)).toBeUndefined();
  });

  test("is free again where a start fails half way", async () => {
    const dataDir = await newFolder();
    await expect(
      startLocalAws({ dataDir, tables, dynamoDbEndpoint: "http://127.0.0.1:9", buckets: ["NO"] }),
    ).rejects.toThrow();
    await (await start({ dataDir })).stop();
  });
});

/** Runs a script that uses the local AWS, in a process of its own. */
function inAnotherProcess(script: string, ...args: string[]) {
  const modules = { startLocalAws: "./start-local-aws.ts" };
  const imports = Object.entries(modules).map(
    ([name, file]) => `const { ${name} } = await import(${JSON.stringify(import.meta.resolve(file))});`,
  );
  const child = spawn(process.execPath, ["--input-type=module", "-e", imports.join("\n") + script, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const output: string[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk.toString()));
  return { child, output: () => output.join("") };
}

test("after stop nothing is left that keeps the process alive", async () => {
  const dataDir = await newFolder();
  const { child, output } = inAnotherProcess(
    `
    const aws = await startLocalAws({
      dataDir: process.argv[1],
      tables: { papers: "papers", runs: "runs", statistics: "statistics", attempts: "attempts", vectors: "vectors", handledEvents: "handled" },
      buckets: ["raw"],
    });
    const fn = aws.addFunction({ name: "f", handler: () => { throw new Error("always") }, retryDelaysMs: [3600000] });
    const queue = await aws.createQueue("q");
    aws.addS3Notification({ id: "n", bucket: "raw", to: fn });
    aws.mapQueue({ queue, function: fn });
    await aws.mapStream({ table: "runs", function: fn, startingPosition: "LATEST" });
    await fetch(aws.endpoints.s3 + "/raw/a", { method: "PUT", body: "x" });
    await aws.stop();
    console.log("stopped");`,
    dataDir,
  );
  const [code] = await once(child, "exit");
  expect(output()).toContain("stopped");
  expect(code).toBe(0);
});

test("killed in the middle, the next start delivers what was accepted and goes on after its checkpoint", async () => {
  const dataDir = await newFolder();
  const { child, output } = inAnotherProcess(
    `
    const { dynamoDbClient, emulatedAt } = await import(process.argv[2]);
    const { PutItemCommand } = await import("@aws-sdk/client-dynamodb");
    const aws = await startLocalAws({
      dataDir: process.argv[1],
      tables: { papers: "papers", runs: "runs", statistics: "statistics", attempts: "attempts", vectors: "vectors", handledEvents: "handled-events" },
      buckets: ["raw"],
    });
    const hang = () => new Promise(() => {});
    const processor = aws.addFunction({ name: "processor", handler: () => { console.log("processing"); return hang(); } });
    aws.addS3Notification({ id: "n", bucket: "raw", to: processor });
    const projector = aws.addFunction({
      name: "projector",
      handler: ({ Records: [record] }) => {
        console.log("projecting " + record.dynamodb.Keys.trace_id.S);
        if (record.dynamodb.Keys.trace_id.S === "two") return hang();
      },
    });
    await aws.mapStream({ table: "runs", function: projector, startingPosition: "TRIM_HORIZON", batchSize: 1 });
    for (const trace of ["one", "two"])
      await aws.clients.dynamoDb.send(
        new PutItemCommand({ TableName: "runs", Item: { trace_id: { S: trace }, seq: { N: "0" } } }),
      );
    const { status } = await fetch(aws.endpoints.s3 + "/raw/a.gz", { method: "PUT", body: "x" });
    console.log("answered " + status);`,
    dataDir,
    import.meta.resolve("@paperledger/aws/clients/clients"),
  );
  await expect
    .poll(output, { timeout: 30_000 })
    .toSatisfy((said: string) =>
      ["answered 200", "processing", "projecting two"].every((line) => said.includes(line)),
    );
  child.kill("SIGKILL");
  await once(child, "exit");

  const aws = await start({ dataDir });
  const uploads: string[] = [];
  const projected: string[] = [];
  const processor = aws.addFunction({
    name: "processor",
    handler: (event) => uploads.push(JSON.stringify(event)),
  });
  aws.addS3Notification({ id: "n", bucket: "raw", to: processor });
  const projector = aws.addFunction({
    name: "projector",
    handler: (event) => projected.push(JSON.stringify(event)),
  });
  await aws.mapStream({ table: "runs", function: projector, startingPosition: "TRIM_HORIZON" });
  await aws.quiet();
  expect(uploads).toHaveLength(1);
  expect(uploads[0]).toContain('"key":"a.gz"');
  expect(projected).toHaveLength(1);
  expect(projected[0]).toContain('"S":"two"');
  expect(projected[0]).not.toContain('"S":"one"');
  expect(await readdir(join(dataDir, "invocations", "processor"))).toEqual([]);
  expect(aws.problems).toEqual([]);
});

test("a killed process takes its DynamoDB with it", async () => {
  const { child, output } = inAnotherProcess(`
    const aws = await startLocalAws();
    console.log("dynamodb at " + aws.endpoints.dynamodb + " .");
    setInterval(() => {}, 1000);`);
  await expect.poll(output, { timeout: 30_000 }).toContain(" .");
  const endpoint = /dynamodb at (\S+)/.exec(output())?.[1] ?? "";
  expect((await fetch(endpoint)).status).toBeLessThan(500);
  child.kill("SIGKILL");
  await expect
    .poll(
      () =>
        fetch(endpoint).then(
          () => "up",
          () => "gone",
        ),
      { timeout: 10_000 },
    )
    .toBe("gone");
});

test("a checkpoint file that is broken stops the mapping's start, and says which file it is", async () => {
  const dataDir = await newFolder();
  const first = await start({ dataDir });
  await first.clients.dynamoDb.send(new PutItemCommand({ TableName: "runs", Item: row("a", 0) }));
  const map = (aws: typeof first) =>
    aws.mapStream({
      table: "runs",
      function: aws.addFunction({ name: "projector", handler: () => null }),
      startingPosition: "TRIM_HORIZON",
    });
  await map(first);
  await first.quiet();
  await first.stop();
  const file = join(dataDir, "checkpoints", "runs-projector.json");
  expect(JSON.parse(await readFile(file, "utf8"))).toMatchObject({ shards: expect.any(Object) });
  await writeFile(file, "{");
  const second = await start({ dataDir });
  await expect(map(second)).rejects.toThrow(file);
});
