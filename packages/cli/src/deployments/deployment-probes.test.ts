import type { DeploymentOutputs } from "@paperledger/aws/ledger/deployment-outputs";
import { findings, findingsText } from "@paperledger/aws/probes/probe";
import { DEAD_LETTER_PLACES } from "@paperledger/core/dead-letters/dead-letters";
import { PROCESSOR_QUEUES } from "@paperledger/core/status/processor-queues";
import { expect, test } from "vitest";
import { clientsAt, destroyDeploymentClients } from "./deployment-clients.ts";
import { deadLetterProbes, ledgerProbes, queueDepthProbe } from "./deployment-probes.ts";

const queue = (name: string) => `https://sqs.us-east-1.amazonaws.com/111122223333/${name}`;

const OUTPUTS: DeploymentOutputs = {
  rawBucket: "raw",
  papersTable: "papers",
  runsTable: "runs",
  statisticsTable: "statistics",
  attemptsTable: "attempts",
  eventBus: "bus",
  processor: "processor",
  projector: "projector",
  vectorizer: "vectorizer",
  uploadsQueue: queue("uploads"),
  processorDeadLetters: queue("processor-dead"),
  backfillQueue: queue("backfill"),
  backfillDeadLetters: queue("backfill-dead"),
  backfillConcurrency: 2,
  backfillBuckets: [],
  vectorizerDeadLetters: queue("vectorizer-dead"),
  discardedBucket: "discarded",
};

interface Request {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** A request that a client sent. */
interface Sent {
  readonly input: Readonly<Record<string, unknown>>;
}

/** Sends the probes of everything that `status` reads. The clients refuse some requests and answer all others. */
async function foundWhere(isRefused: (request: Request) => boolean): Promise<string> {
  const at = { region: "us-east-1", credentials: { accessKeyId: "x", secretAccessKey: "x" } };
  const clients = clientsAt({ dynamoDb: at, s3: at, sqs: at, lambda: at, eventBridge: at });
  const send = async (command: Sent) => {
    const name = command.constructor.name.replace(/Command$/, "");
    if (isRefused({ command: name, input: command.input }))
      throw Object.assign(new Error(`not authorized to perform: ${name}`), { name: "AccessDenied" });
    if (name === "GetObject") throw Object.assign(new Error("no"), { name: "NoSuchKey" });
    return {};
  };
  for (const client of [clients.documents, clients.s3, clients.sqs])
    Object.defineProperty(client, "send", { value: send });
  try {
    return findingsText(
      await findings([
        ...ledgerProbes(OUTPUTS, clients),
        ...PROCESSOR_QUEUES.map((each) => queueDepthProbe(each, OUTPUTS, clients.sqs)),
        ...DEAD_LETTER_PLACES.flatMap((place) => deadLetterProbes(place, OUTPUTS, clients)),
      ]),
    );
  } finally {
    destroyDeploymentClients(clients);
  }
}

test("nothing is found where everything is permitted", async () => {
  expect(await foundWhere(() => false)).toBe("");
});

const ofTable = (command: string, table: string) => (request: Request) =>
  request.command === command &&
  (request.input.TableName === table || Object.hasOwn(Object(request.input.RequestItems), table)) &&
  request.input.IndexName === undefined;

test.each<[missing: string, isRefused: (request: Request) => boolean]>([
  ["runsTable: dynamodb:Query on table runs", ofTable("Query", "runs")],
  ["runsTable: dynamodb:Scan on table runs", ofTable("Scan", "runs")],
  ["statisticsTable: dynamodb:GetItem on table statistics", ofTable("Get", "statistics")],
  ["statisticsTable: dynamodb:BatchGetItem on table statistics", ofTable("BatchGet", "statistics")],
  ["statisticsTable: dynamodb:Scan on table statistics", ofTable("Scan", "statistics")],
  [
    "statisticsTable: dynamodb:Query on index by_date of table statistics",
    ({ input }) => input.IndexName === "by_date",
  ],
  [
    "statisticsTable: dynamodb:Query on index by_status of table statistics",
    ({ input }) => input.IndexName === "by_status",
  ],
  ["papersTable: dynamodb:BatchGetItem on table papers", ofTable("BatchGet", "papers")],
  ["attemptsTable: dynamodb:Query on table attempts", ofTable("Query", "attempts")],
  ["rawBucket: s3:GetObject, s3:ListBucket on bucket raw", ({ command }) => command === "GetObject"],
  ["discardedBucket: s3:ListBucket on bucket discarded", ({ input }) => input.Bucket === "discarded"],
  ...(["uploadsQueue", "backfillQueue"] as const).map((setting): [string, (request: Request) => boolean] => [
    `${setting}: sqs:GetQueueAttributes on queue ${OUTPUTS[setting]}`,
    ({ input }) => input.QueueUrl === OUTPUTS[setting],
  ]),
  ...(["processorDeadLetters", "backfillDeadLetters", "vectorizerDeadLetters"] as const).flatMap((setting) =>
    ["GetQueueAttributes", "ReceiveMessage"].map((action): [string, (request: Request) => boolean] => [
      `${setting}: sqs:${action} on queue ${OUTPUTS[setting]}`,
      ({ command, input }) => command === action && input.QueueUrl === OUTPUTS[setting],
    ]),
  ),
])("%s is named, and nothing else", async (missing, isRefused) => {
  expect(await foundWhere(isRefused)).toBe(
    `${missing} is denied: allow it for the role or user of this process`,
  );
});

test("several actions on one resource are one finding", async () => {
  const isOfQueue = ({ input }: Request) => input.QueueUrl === OUTPUTS.backfillDeadLetters;
  expect(await foundWhere(isOfQueue)).toMatch(
    /^backfillDeadLetters: sqs:GetQueueAttributes, sqs:ReceiveMessage on queue \S+ is denied: [^;]*$/,
  );
});
