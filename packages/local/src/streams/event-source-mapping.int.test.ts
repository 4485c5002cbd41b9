import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { type DynamoDBStreamsClient, ExpiredIteratorException } from "@aws-sdk/client-dynamodb-streams";
import { GetObjectCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { sqsClient } from "@paperledger/aws/clients/sqs-client";
import { streamsClient } from "@paperledger/aws/clients/streams-client";
import { createQueue, receiveMessages } from "@paperledger/aws/queues/queue";
import { streamArnOf } from "@paperledger/aws/streams/stream-shards";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { startEmbeddedS3AndSqs } from "@paperledger/embedded/embedded-s3-and-sqs";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { takeRoom } from "../files/full-disk.fixture.ts";
import { localFunction } from "../lambda/local-function.ts";
import { queueTarget } from "../queues/queue-target.ts";
import {
  type DiscardDestination,
  type DiscardedBatch,
  discardToBucket,
  discardToTarget,
} from "./discarded-batch.ts";
import { ForeignCheckpointError, startStreamMapping } from "./event-source-mapping.ts";
import type { StreamMappingOptions } from "./stream-mapping-options.ts";

let embedded: EmbeddedDynamoDb;
let dynamoDb: DynamoDBClient;
let streams: DynamoDBStreamsClient;
let tables = 0;

beforeAll(async () => {
  embedded = await startEmbeddedDynamoDb();
  dynamoDb = dynamoDbClient(emulatedAt(embedded.endpoint));
  streams = streamsClient(emulatedAt(embedded.endpoint));
});
afterAll(async () => {
  dynamoDb.destroy();
  streams.destroy();
  await embedded.stop();
});

/** Creates a table with a stream. Returns functions for tests. */
async function newTable() {
  const TableName = `table-${++tables}`;
  await dynamoDb.send(
    new CreateTableCommand({
      TableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: "NEW_AND_OLD_IMAGES" },
    }),
  );
  return {
    TableName,
    streamArn: await streamArnOf(dynamoDb, TableName),
    async write(...ids: string[]) {
      for (const id of ids) await dynamoDb.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }));
    },
  };
}

type Handler = (ids: readonly string[], event: DynamoDBStreamEvent) => unknown;

/** Maps a stream to a handler, and remembers the ids with which the handler was invoked. */
async function mapTo(
  streamArn: string,
  handler: Handler = () => undefined,
  options: Partial<StreamMappingOptions> = {},
) {
  const invocations: string[][] = [];
  const problems: Error[] = [];
  const mapping = await startStreamMapping({
    streams,
    streamArn,
    function: localFunction({
      name: "projector",
      handler(event) {
        const given = event as DynamoDBStreamEvent;
        const ids = given.Records.map(({ dynamodb }) => dynamodb?.Keys?.id?.S ?? "?");
        invocations.push(ids);
        return handler(ids, given);
      },
    }),
    startingPosition: "TRIM_HORIZON",
    idleDelayMs: 5,
    retryDelayMs: () => 1,
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  onTestFinished(() => mapping.stop());
  return { ...mapping, invocations, problems };
}

const failOn = (poison: string) => (ids: readonly string[]) => {
  if (ids.includes(poison)) throw new Error(`cannot read ${poison}`);
};

const reportFrom =
  (failed: string) =>
  (ids: readonly string[], { Records }: DynamoDBStreamEvent) => ({
    batchItemFailures: Records.filter((_record, index) => ids[index] === failed).map(({ dynamodb }) => ({
      itemIdentifier: dynamodb?.SequenceNumber,
    })),
  });

const flat = (invocations: readonly (readonly string[])[]) => invocations.flat();

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test("a function gets the records in the shape that Lambda gives them, binary values in base64", async () => {
  const { TableName, streamArn } = await newTable();
  const item = {
    id: { S: "a" },
    bytes: { B: Buffer.from("hi") },
    all: { BS: [Buffer.from("x")] },
    list: { L: [{ M: { nothing: { NULL: true }, yes: { BOOL: true } } }, { NS: ["1"] }, { SS: ["s"] }] },
    n: { N: "1.5" },
  };
  await dynamoDb.send(new PutItemCommand({ TableName, Item: item }));
  await dynamoDb.send(new DeleteItemCommand({ TableName, Key: { id: { S: "a" } } }));
  const events: unknown[] = [];
  const { drained } = await mapTo(streamArn, (_ids, event) => events.push(event));
  await drained();
  const image = { ...item, bytes: { B: "aGk=" }, all: { BS: ["eA=="] } };
  expect(events).toEqual([
    {
      Records: [
        {
          eventID: "1",
          eventName: "INSERT",
          eventVersion: "1.1",
          eventSource: "aws:dynamodb",
          awsRegion: expect.any(String),
          dynamodb: {
            ApproximateCreationDateTime: expect.any(Number),
            Keys: { id: { S: "a" } },
            NewImage: image,
            SequenceNumber: "1",
            SizeBytes: expect.any(Number),
            StreamViewType: "NEW_AND_OLD_IMAGES",
          },
          eventSourceARN: streamArn,
        },
        expect.objectContaining({
          eventName: "REMOVE",
          dynamodb: expect.objectContaining({ OldImage: image, SequenceNumber: "2" }),
        }),
      ],
    },
  ]);
  const [{ Records }] = events as [DynamoDBStreamEvent];
  const createdAtSeconds = Records[0]?.dynamodb?.ApproximateCreationDateTime ?? 0;
  expect(Math.abs(Date.now() / 1000 - createdAtSeconds)).toBeLessThan(120);
});

describe("starting position and batches", () => {
  test("TRIM_HORIZON begins with the oldest record, and batches hold no more than their size", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b", "c", "d", "e");
    const { drained, invocations } = await mapTo(streamArn, undefined, { batchSize: 2 });
    await drained();
    expect(invocations).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  test("LATEST begins with the records that are written after the start", async () => {
    const { streamArn, write } = await newTable();
    await write("before");
    const { drained, invocations } = await mapTo(streamArn, undefined, { startingPosition: "LATEST" });
    await write("after");
    await drained();
    expect(flat(invocations)).toEqual(["after"]);
  });

  test("a batch gathers within its window until it is full", async () => {
    const { streamArn, write } = await newTable();
    const { drained, invocations } = await mapTo(streamArn, undefined, {
      batchSize: 3,
      maximumBatchingWindowMs: 60_000,
    });
    await write("a", "b", "c");
    await drained();
    expect(invocations).toEqual([["a", "b", "c"]]);
  });

  test("records from several pages come completely and in order", async () => {
    const { TableName, streamArn } = await newTable();
    const ids = Array.from({ length: 1_500 }, (_, index) => String(index).padStart(4, "0"));
    for (let from = 0; from < ids.length; from += 25)
      await dynamoDb.send(
        new BatchWriteItemCommand({
          RequestItems: {
            [TableName]: ids
              .slice(from, from + 25)
              .map((id) => ({ PutRequest: { Item: { id: { S: id } } } })),
          },
        }),
      );
    const numbers: number[] = [];
    const { drained, invocations } = await mapTo(
      streamArn,
      (_ids, { Records }) => {
        numbers.push(...Records.map(({ dynamodb }) => Number(dynamodb?.SequenceNumber)));
      },
      { batchSize: 400 },
    );
    await drained();
    expect(flat(invocations).toSorted()).toEqual(ids);
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other));
    expect(Math.max(...invocations.map(({ length }) => length))).toBe(400);
  });

  test("one invocation runs at a time", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b", "c", "d");
    let running = 0;
    let most = 0;
    const { drained } = await mapTo(
      streamArn,
      async () => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        running--;
      },
      { batchSize: 1 },
    );
    await drained();
    expect(most).toBe(1);
  });
});

describe("if the function fails", () => {
  test("the batch is tried again before anything after it", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b", "c");
    let failures = 2;
    const { drained, invocations } = await mapTo(
      streamArn,
      () => {
        if (failures-- > 0) throw new Error("not yet");
      },
      { batchSize: 2 },
    );
    await drained();
    expect(invocations).toEqual([["a", "b"], ["a", "b"], ["a", "b"], ["c"]]);
  });

  test("the batch goes to its destination after the last retry, and the next batch is handled", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "bad", "c");
    const discarded: DiscardedBatch[] = [];
    const { drained, invocations } = await mapTo(streamArn, failOn("bad"), {
      batchSize: 2,
      maximumRetryAttempts: 2,
      onFailure: async (batch) => void discarded.push(batch),
    });
    await drained();
    expect(invocations).toEqual([["a", "bad"], ["a", "bad"], ["a", "bad"], ["c"]]);
    expect(discarded).toEqual([
      {
        metadata: {
          requestContext: {
            requestId: expect.any(String),
            functionArn: "arn:aws:lambda:us-east-1:000000000000:function:projector",
            condition: "RetryAttemptsExhausted",
            approximateInvokeCount: 3,
          },
          responseContext: { statusCode: 200, executedVersion: "$LATEST", functionError: "Unhandled" },
          version: "1.0",
          timestamp: expect.stringMatching(/\.\d{3}Z$/),
          DDBStreamBatchInfo: {
            shardId: expect.any(String),
            startSequenceNumber: "1",
            endSequenceNumber: "2",
            approximateArrivalOfFirstRecord: expect.stringMatching(/:\d\dZ$/),
            approximateArrivalOfLastRecord: expect.stringMatching(/:\d\dZ$/),
            batchSize: 2,
            streamArn,
          },
        },
        payload: {
          Records: [expect.objectContaining({ eventID: "1" }), expect.objectContaining({ eventID: "2" })],
        },
      },
    ]);
  });

  test("bisecting finds the bad record: it alone is discarded, and the others are handled in order", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b", "bad", "d", "e");
    const handled: string[] = [];
    const discarded: DiscardedBatch[] = [];
    const { drained, invocations } = await mapTo(
      streamArn,
      (ids) => {
        failOn("bad")(ids);
        handled.push(...ids);
      },
      {
        bisectBatchOnFunctionError: true,
        maximumRetryAttempts: 1,
        onFailure: async (batch) => void discarded.push(batch),
      },
    );
    await drained();
    expect(handled).toEqual(["a", "b", "d", "e"]);
    expect(invocations).toEqual([
      ["a", "b", "bad", "d", "e"],
      ["a", "b", "bad"],
      ["a", "b"],
      ["bad"],
      ["bad"],
      ["d", "e"],
    ]);
    expect(discarded.map(({ payload }) => payload.Records.length)).toEqual([1]);
  });

  /** Returns a destination that fails the first times. It remembers each time whether a checkpoint was already written. */
  function destination(failures: number, checkpointFile: string) {
    const checkpointsBefore: boolean[] = [];
    const onFailure: DiscardDestination = async ({ payload }) => {
      checkpointsBefore.push(existsSync(checkpointFile));
      expect(payload.Records).toHaveLength(1);
      if (checkpointsBefore.length <= failures) throw new Error("disk is full");
    };
    return { onFailure, checkpointsBefore };
  }

  test("the shard waits for a destination that fails: the checkpoint moves only once the batch is stored", async () => {
    const { streamArn, write } = await newTable();
    await write("bad", "b");
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    const { onFailure, checkpointsBefore } = destination(2, checkpointFile);
    const { drained, invocations, problems } = await mapTo(streamArn, failOn("bad"), {
      batchSize: 1,
      maximumRetryAttempts: 0,
      checkpointFile,
      onFailure,
    });
    await drained();
    expect(flat(invocations)).toEqual(["bad", "bad", "bad", "b"]);
    expect(checkpointsBefore).toEqual([false, false, false]);
    expect(problems.map(({ message }) => message)).toContain(
      "projector: discarded stream records cannot be stored: the shard waits, trying again",
    );
  });

  test("a failure while the disk is full uses up no retry", async () => {
    const { streamArn, write } = await newTable();
    await write("a");
    const folder = await temporaryFolder();
    const disk = takeRoom(folder);
    const handled: string[] = [];
    const discarded: DiscardedBatch[] = [];
    let works = false;
    const { drained, invocations, problems } = await mapTo(
      streamArn,
      (ids) => {
        if (!works) throw new Error("the table has no room");
        handled.push(...ids);
      },
      {
        maximumRetryAttempts: 1,
        checkpointFile: join(folder, "checkpoint.json"),
        onFailure: async (batch) => void discarded.push(batch),
      },
    );
    await expect.poll(() => invocations.length, { timeout: 30_000 }).toBeGreaterThan(4);
    works = true;
    disk.makeRoom();
    await drained();
    expect([handled, discarded]).toEqual([["a"], []]);
    expect(problems.map(({ message }) => message)).toContainEqual(
      expect.stringContaining(`${folder} cannot be written: no space left on device`),
    );
  });

  test("the shard waits for the destination in the same way if records are too old", async () => {
    const { streamArn, write } = await newTable();
    await write("old");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    const { onFailure, checkpointsBefore } = destination(1, checkpointFile);
    const options = { maximumRecordAgeSeconds: 600, checkpointFile, onFailure };
    const { drained } = await mapTo(streamArn, undefined, options);
    await drained();
    expect(checkpointsBefore).toEqual([false, false]);
    expect(existsSync(checkpointFile)).toBe(true);
  });

  test("a batch that could not be stored before the stop is handled by the next start", async () => {
    const { streamArn, write } = await newTable();
    await write("bad", "b");
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    const { onFailure, checkpointsBefore } = destination(Number.POSITIVE_INFINITY, checkpointFile);
    const first = await mapTo(streamArn, failOn("bad"), {
      batchSize: 1,
      maximumRetryAttempts: 0,
      checkpointFile,
      onFailure,
    });
    await expect.poll(() => checkpointsBefore.length, { timeout: 30_000 }).toBeGreaterThan(1);
    await first.stop();
    const second = await mapTo(streamArn, undefined, { checkpointFile });
    await second.drained();
    expect(second.invocations).toEqual([["bad", "b"]]);
  });

  test("a record that is too old is discarded, and the function does not get it", async () => {
    const { streamArn, write } = await newTable();
    await write("old");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_600_000 });
    onTestFinished(() => void vi.useRealTimers());
    const discarded: DiscardedBatch[] = [];
    const { drained, invocations } = await mapTo(streamArn, undefined, {
      maximumRecordAgeSeconds: 600,
      onFailure: async (batch) => void discarded.push(batch),
    });
    await drained();
    expect(invocations).toEqual([]);
    expect(discarded).toMatchObject([
      { metadata: { requestContext: { condition: "RecordAgeExceeded", approximateInvokeCount: 0 } } },
    ]);
  });

  test("without a limit a failing record is retried until it would have left the stream", async () => {
    const { streamArn, write } = await newTable();
    await write("bad", "b");
    vi.useFakeTimers({ toFake: ["Date"] });
    onTestFinished(() => void vi.useRealTimers());
    const { drained, invocations } = await mapTo(
      streamArn,
      (ids) => {
        vi.setSystemTime(Date.now() + 7 * 3_600_000);
        failOn("bad")(ids);
      },
      { batchSize: 1 },
    );
    await drained();
    expect(flat(invocations)).toEqual(["bad", "bad", "bad", "bad", "b"]);
  });
});

describe("partial batch responses", () => {
  test("the first failed record is the checkpoint: this record and all later ones are tried again", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b", "c");
    let fail = true;
    const { drained, invocations } = await mapTo(
      streamArn,
      (ids, event) => {
        if (!fail) return undefined;
        fail = false;
        const [first] = reportFrom("c")(ids, event).batchItemFailures;
        return { batchItemFailures: [first, ...reportFrom("b")(ids, event).batchItemFailures] };
      },
      { reportBatchItemFailures: true },
    );
    await drained();
    expect(invocations).toEqual([
      ["a", "b", "c"],
      ["b", "c"],
    ]);
  });

  test("only the records that still fail after their retries are discarded", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "bad", "c");
    const discarded: DiscardedBatch[] = [];
    const { drained, invocations } = await mapTo(streamArn, reportFrom("bad"), {
      reportBatchItemFailures: true,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 1,
      onFailure: async (batch) => void discarded.push(batch),
    });
    await drained();
    expect(invocations).toEqual([["a", "bad", "c"], ["bad", "c"], ["bad"], ["bad"], ["c"]]);
    expect(discarded.map(({ metadata }) => metadata.DDBStreamBatchInfo.startSequenceNumber)).toEqual(["2"]);
  });

  test("an identifier that is not in the batch fails the whole batch", async () => {
    const { streamArn, write } = await newTable();
    await write("a", "b");
    let fail = true;
    const { drained, invocations } = await mapTo(
      streamArn,
      () => {
        const response = fail ? { batchItemFailures: [{ itemIdentifier: "99" }] } : null;
        fail = false;
        return response;
      },
      { reportBatchItemFailures: true },
    );
    await drained();
    expect(invocations).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  test("a mapping without partial batch responses ignores them", async () => {
    const { streamArn, write } = await newTable();
    await write("a");
    const { drained, invocations } = await mapTo(streamArn, reportFrom("a"));
    await drained();
    expect(invocations).toEqual([["a"]]);
  });
});

test("records that match no filter are skipped, and not read again after a restart", async () => {
  const { streamArn, write } = await newTable();
  await write("a-1", "b-1", "a-2", "b-2");
  const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
  const filters = [{ dynamodb: { Keys: { id: { S: [{ prefix: "a-" }] } } } }];
  const first = await mapTo(streamArn, undefined, { filters, checkpointFile });
  await first.drained();
  await first.stop();
  expect(first.invocations).toEqual([["a-1", "a-2"]]);

  const second = await mapTo(streamArn, undefined, { checkpointFile });
  await second.drained();
  expect(second.invocations).toEqual([]);
});

describe("destinations", () => {
  async function startStores() {
    const stores = await startEmbeddedS3AndSqs();
    const s3 = s3Client(emulatedAt(stores.endpoint));
    const sqs = sqsClient(emulatedAt(stores.endpoint));
    onTestFinished(async () => {
      s3.destroy();
      sqs.destroy();
      await stores.stop();
    });
    return { s3, sqs, createBucket: stores.createBucket };
  }

  test("a queue gets the metadata of a discarded batch", async () => {
    const { sqs } = await startStores();
    const queue = await createQueue(sqs, "discarded");
    const { streamArn, write } = await newTable();
    await write("bad");
    const { drained } = await mapTo(streamArn, failOn("bad"), {
      maximumRetryAttempts: 0,
      onFailure: discardToTarget(queueTarget(sqs, queue)),
    });
    await drained();
    const [message] = await receiveMessages(sqs, queue, 1);
    expect(JSON.parse(message?.body ?? "")).toMatchObject({
      requestContext: { condition: "RetryAttemptsExhausted", approximateInvokeCount: 1 },
      DDBStreamBatchInfo: { batchSize: 1, streamArn },
    });
    expect(message?.body).not.toContain("payload");
  });

  test("a bucket gets the metadata and the payload", async () => {
    const { s3, createBucket } = await startStores();
    createBucket("discarded");
    const { streamArn, write } = await newTable();
    await write("bad");
    const { drained } = await mapTo(streamArn, failOn("bad"), {
      maximumRetryAttempts: 0,
      onFailure: discardToBucket(s3, "discarded", "mapping-1"),
    });
    await drained();
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: "discarded" }));
    expect(Contents[0]?.Key).toMatch(
      /^aws\/lambda\/mapping-1\/shardId-[^/]+\/\d{4}\/\d\d\/\d\d\/\d{4}-\d\d-\d\dT\d\d\.\d\d\.\d\d-[0-9a-f-]{36}$/,
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: "discarded", Key: Contents[0]?.Key }));
    const record = JSON.parse((await Body?.transformToString()) ?? "");
    expect(record).toMatchObject({ DDBStreamBatchInfo: { batchSize: 1 } });
    expect(JSON.parse(record.payload)).toMatchObject({
      Records: [{ dynamodb: { Keys: { id: { S: "bad" } } } }],
    });
  });
});

describe("checkpoints", () => {
  test("a restart continues after the last handled record, whatever the starting position", async () => {
    const { streamArn, write } = await newTable();
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    await write("a", "b");
    const first = await mapTo(streamArn, undefined, { checkpointFile });
    await first.drained();
    await first.stop();
    await write("c");
    const second = await mapTo(streamArn, undefined, { checkpointFile, startingPosition: "LATEST" });
    await second.drained();
    expect([first.invocations, second.invocations]).toEqual([[["a", "b"]], [["c"]]]);
  });

  test("records that were in flight at the end are handled again", async () => {
    const { streamArn, write } = await newTable();
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    await write("a", "bad", "c");
    const first = await mapTo(streamArn, failOn("bad"), {
      checkpointFile,
      batchSize: 1,
      retryDelayMs: () => 60_000,
    });
    await expect.poll(() => first.problems).toHaveLength(1);
    await first.stop();
    const second = await mapTo(streamArn, undefined, { checkpointFile });
    await second.drained();
    expect(second.invocations).toEqual([["bad", "c"]]);
  });

  test("a checkpoint after the end of the stream belongs to another stream: this is reported once, and the stream is read from its beginning", async () => {
    const { streamArn, write } = await newTable();
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    await write("a", "b");
    const first = await mapTo(streamArn, undefined, { checkpointFile });
    await first.drained();
    await first.stop();
    const checkpoint = await readFile(checkpointFile, "utf8");
    await writeFile(checkpointFile, checkpoint.replace('"sequenceNumber": "2"', '"sequenceNumber": "7"'));
    const second = await mapTo(streamArn, undefined, { checkpointFile, startingPosition: "LATEST" });
    await second.drained();
    await write("c");
    await second.drained();
    expect(flat(second.invocations)).toEqual(["a", "b", "c"]);
    expect(second.problems).toEqual([new ForeignCheckpointError("7", checkpointFile)]);
    await second.stop();
    const third = await mapTo(streamArn, undefined, { checkpointFile });
    await third.drained();
    expect([third.invocations, third.problems]).toEqual([[], []]);
  });

  test("the checkpoints of another stream are not used", async () => {
    const [old, fresh] = [await newTable(), await newTable()];
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    await old.write("a", "b", "c");
    const first = await mapTo(old.streamArn, undefined, { checkpointFile });
    await first.drained();
    await first.stop();
    await fresh.write("x");
    const second = await mapTo(fresh.streamArn, undefined, { checkpointFile });
    await second.drained();
    expect(second.invocations).toEqual([["x"]]);
    expect(second.problems).toMatchObject([
      { message: expect.stringContaining("belongs to another stream") },
    ]);
    expect(JSON.parse(await readFile(checkpointFile, "utf8"))).toMatchObject({ streamArn: fresh.streamArn });
  });
});

describe("faults", () => {
  /** Returns a client whose next GetRecords fails with this error. */
  function failing(error: () => Error) {
    const client = streamsClient(emulatedAt(embedded.endpoint));
    let failures = 0;
    client.middlewareStack.add(
      (next, context) => async (args) => {
        if (context.commandName === "GetRecordsCommand" && failures++ === 1) throw error();
        return next(args);
      },
      { step: "finalizeRequest" },
    );
    onTestFinished(() => client.destroy());
    return client;
  }

  test("an expired iterator is renewed after the last record read", async () => {
    const { streamArn, write } = await newTable();
    await write("a");
    const client = failing(() => new ExpiredIteratorException({ message: "expired", $metadata: {} }));
    const { drained, invocations, problems } = await mapTo(streamArn, undefined, { streams: client });
    await drained();
    await write("b");
    await drained();
    expect(invocations).toEqual([["a"], ["b"]]);
    expect(problems).toEqual([]);
  });

  test("a stream that cannot be read for a while is reported, and read again later", async () => {
    const { streamArn, write } = await newTable();
    await write("a");
    const client = failing(() => new Error("connection lost"));
    const { drained, invocations, problems } = await mapTo(streamArn, undefined, { streams: client });
    await drained();
    await write("b");
    await drained();
    expect(invocations).toEqual([["a"], ["b"]]);
    expect(problems).toMatchObject([{ cause: { message: "connection lost" } }]);
  });
});

describe("stopping", () => {
  test("waits for the invocation in flight, saves its checkpoint, and begins no other invocation", async () => {
    const { streamArn, write } = await newTable();
    const checkpointFile = join(await temporaryFolder(), "checkpoint.json");
    await write("a", "b");
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const { stop, drained, lag, invocations } = await mapTo(streamArn, () => held, {
      batchSize: 1,
      checkpointFile,
    });
    await expect.poll(() => invocations).toEqual([["a"]]);
    expect(lag().records).toBe(2);
    const undrained = expect(drained()).rejects.toThrow(/stopped before/);
    const stopped = stop();
    release();
    await stopped;
    await undrained;
    await expect(drained()).rejects.toThrow(/stopped before/);
    expect(invocations).toEqual([["a"]]);

    const next = await mapTo(streamArn, undefined, { checkpointFile });
    await next.drained();
    expect(next.invocations).toEqual([["b"]]);
  });
});
