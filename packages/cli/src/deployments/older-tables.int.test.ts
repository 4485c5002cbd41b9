import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { createTables } from "@paperledger/aws/tables/create-tables";
import { olderEvent, olderTotal } from "@paperledger/aws/tables/older-items.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { type EmbeddedDynamoDb, startEmbeddedDynamoDb } from "@paperledger/embedded/embedded-dynamodb";
import { TABLES } from "@paperledger/local/laptop-names";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { errorText } from "../text/error-text.ts";

/** A DynamoDB with the tables of an older layout, used by a laptop and by a deployment. */
let dynamoDb: EmbeddedDynamoDb;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paperledger-older-"));
  await writeFile(join(folder, "layout.json"), JSON.stringify({ layout: 2 }));
  const url = "http://127.0.0.1:1/queue";
  const outputs = {
    rawBucket: "raw",
    papersTable: TABLES.papers,
    runsTable: TABLES.runs,
    statisticsTable: TABLES.statistics,
    attemptsTable: TABLES.attempts,
    eventBus: "bus",
    processor: "processor",
    projector: "projector",
    vectorizer: "vectorizer",
    uploadsQueue: url,
    processorDeadLetters: url,
    backfillQueue: url,
    backfillDeadLetters: url,
    backfillConcurrency: 2,
    backfillBuckets: [],
    vectorizerDeadLetters: url,
    discardedBucket: "discarded",
  };
  await writeFile(join(folder, "outputs.json"), JSON.stringify(outputs));
  dynamoDb = await startEmbeddedDynamoDb();
  const client = dynamoDbClient(emulatedAt(dynamoDb.endpoint));
  await createTables(client, TABLES);
  const documents = documentClient(client);
  const traceId = parseTraceId("01HK4WQN000000000000000000");
  await documents.send(new PutCommand({ TableName: TABLES.runs, Item: olderEvent(traceId, 1) }));
  await documents.send(new PutCommand({ TableName: TABLES.statistics, Item: olderTotal }));
  vi.stubEnv("AWS_ENDPOINT_URL_DYNAMODB", dynamoDb.endpoint);
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await dynamoDb.stop();
  await rm(folder, { recursive: true, force: true });
});

async function refusalOf(...args: readonly string[]): Promise<string> {
  const { terminal } = terminalOf();
  const never = () => new AbortController().signal;
  return paperledger(terminal, never, () => {})
    .parseAsync(args, { from: "user" })
    .then(() => "it was not refused", errorText);
}

const ONE_LINE =
  /^table paperledger-(runs|statistics) is of an older layout, [^\n]*Begin again from the raw bucket"$/;

test.each(["runs", "stats", "verify", "rebuild", "trace 01HK4WQN000000000000000000", "runs --stuck"])(
  "%s refuses tables of an older layout in one line, of a data folder and of a deployment",
  async (command) => {
    const words = command.split(" ");
    expect(await refusalOf(...words, "--data", folder)).toMatch(ONE_LINE);
    expect(await refusalOf(...words, "--outputs", join(folder, "outputs.json"))).toMatch(ONE_LINE);
  },
);

test("start and ingest refuse them before anything is projected", async () => {
  await writeFile(join(folder, "papers.json"), "{}");
  expect(await refusalOf("start", "--once", "--data", folder)).toMatch(ONE_LINE);
  expect(await refusalOf("ingest", join(folder, "papers.json"), "--data", folder)).toMatch(ONE_LINE);
});
