import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { documentClient, dynamoDbClient, emulatedAt } from "@paperledger/aws/clients/clients";
import { verifyStatistics } from "@paperledger/core/statistics/verify";
import { expect, onTestFinished, test } from "vitest";
import { TABLES } from "./laptop-names.ts";
import { startLaptop } from "./start-laptop.ts";

/** Starts a laptop in memory. Returns it, and the endpoint of the DynamoDB that its functions use. */
async function givenLaptop(limits: boolean) {
  const endpoints = new Set<string>();
  const noteEndpoint = (usual: Readonly<Record<string, string>>) => {
    endpoints.add(usual.AWS_ENDPOINT_URL_DYNAMODB ?? "");
    return usual;
  };
  const noted = { environment: noteEndpoint };
  const laptop = await startLaptop({
    limits,
    functions: { processor: noted, projector: noted, vectorizer: noted },
    onLogLine: () => {},
    onProblem: () => {},
  });
  onTestFinished(laptop.stop);
  return { laptop, endpoints };
}

/** Puts an item of 100 write units with one key, as often as `times`. Returns the names of the errors. */
async function writeToOneKey(endpoint: string, times: number): Promise<ReadonlySet<string>> {
  const client = documentClient(dynamoDbClient(emulatedAt(endpoint), { maxAttempts: 1 }));
  onTestFinished(() => client.destroy());
  const Item = { paper_id: "demo:hot", text: "x".repeat(100 * 1_024 - 100) };
  const puts = Array.from({ length: times }, () =>
    client.send(new PutCommand({ TableName: TABLES.papers, Item })).then(
      () => "",
      ({ name }: Error) => name,
    ),
  );
  return new Set((await Promise.all(puts)).filter((name) => name !== ""));
}

const papers = Array.from({ length: 60 }, (_, nth) =>
  JSON.stringify({ paper_id: `demo:${nth}`, title: "A paper", updated_at: "2024-01-01T00:00:00Z" }),
).join("\n");

test("with limits, a key that all write to is throttled, and a file goes all the way", async () => {
  const { laptop, endpoints } = await givenLaptop(true);
  const [endpoint = "", ...others] = endpoints;
  expect(others).toEqual([]);
  expect(endpoint).not.toBe(laptop.environment.AWS_ENDPOINT_URL_DYNAMODB);
  // 20,000 units in a short time, and a partition key allows 1,000 units a second.
  expect(await writeToOneKey(endpoint, 200)).toEqual(new Set(["ThrottlingException"]));

  await laptop.upload({ name: "papers", content: papers });
  await laptop.quiet();
  const verified = await verifyStatistics(laptop.ledger);
  expect(verified).toMatchObject({ runs: 1, differenceCount: 0 });
  expect(await laptop.ledger.statistics.tally({ kind: "total" })).toMatchObject({ upserted: 60 });
});

test("without limits, the same key takes all of it", async () => {
  const { laptop, endpoints } = await givenLaptop(false);
  expect([...endpoints]).toEqual([laptop.environment.AWS_ENDPOINT_URL_DYNAMODB]);
  expect(await writeToOneKey([...endpoints][0] ?? "", 200)).toEqual(new Set());
});
