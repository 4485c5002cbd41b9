import { documentClient, dynamoDbClient } from "@paperledger/aws/clients/clients";
import { s3Client } from "@paperledger/aws/clients/s3-client";
import { ledgerOf } from "@paperledger/aws/ledger/ledger";
import type { RunEvent } from "@paperledger/events/run-event";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Entry, entries, gzippedFeed } from "../batch-files.fixture.ts";
import {
  type EmbeddedAws,
  eventsOf,
  processorOn,
  startEmbeddedAws,
  upload,
} from "../embedded-aws.fixture.ts";

/**
 * After this many requests, no request reaches AWS (`request`), or no answer comes back (`answer`), as if the process
 * had died.
 */
type Cut = { readonly after: number; readonly side: "request" | "answer" };

let aws: EmbeddedAws;

beforeAll(async () => {
  aws = await startEmbeddedAws();
});

afterAll(() => aws.stop());

/** Returns the same AWS for a process that is cut off, and a function that counts its requests. */
function cutOff({ after, side }: Cut): { readonly aws: EmbeddedAws; readonly requests: () => number } {
  let requests = 0;
  const guarded =
    <Input, Output>(next: (input: Input) => Promise<Output>) =>
    async (input: Input): Promise<Output> => {
      requests += 1;
      if (requests > after || (requests === after && side === "request")) throw new Error("cut off");
      const answer = await next(input);
      if (requests >= after) throw new Error("cut off");
      return answer;
    };
  const where = { step: "finalizeRequest", priority: "low", name: "cut" } as const;
  const client = dynamoDbClient(aws.dynamoDbAt, { maxAttempts: 1 });
  const s3 = s3Client(aws.s3At);
  client.middlewareStack.add((next) => guarded(next), where);
  s3.middlewareStack.add((next) => guarded(next), where);
  const dynamoDb = documentClient(client);
  const ledger = ledgerOf(dynamoDb, () => s3, {
    papersTable: aws.tables.papers,
    runsTable: aws.tables.runs,
    statisticsTable: aws.tables.statistics,
    attemptsTable: aws.tables.attempts,
    rawBucket: aws.bucket,
  });
  return { aws: { ...aws, dynamoDb, s3, ledger }, requests: () => requests };
}

/** Returns 60 papers with near and far repeats, other versions of two papers, and a record that is rejected. */
const feedFrom = (firstId: number): (Entry | string)[] => {
  const [first, second, ...rest] = entries(60, { version: 2 }, firstId);
  return [
    ...(first ? [first] : []),
    "<entry><title>No id</title></entry>",
    ...(second ? [second, { ...second, version: 1 }] : []),
    ...rest,
    ...(first ? [{ ...first, version: 3 }, first] : []),
  ];
};

/** Returns the events of a run without the values that differ between runs: times, and the run's own names. */
const traceless = (events: readonly RunEvent[], traceId: string, firstId: number) =>
  JSON.parse(
    JSON.stringify(
      events.map(({ type, metadata: { seq, event_id }, data }) => ({ type, seq, event_id, data })),
    )
      .replaceAll(traceId, "TRACE")
      .replaceAll(/"arxiv:2401\.(\d+)"/g, (_, id) => `"paper ${Number(id) - firstId}"`)
      .replaceAll(/"(key|etag|size_bytes|batch_ms)":("[^"]*"|\d+)/g, '"$1":0'),
  );

async function processed(firstId: number, cuts: readonly Cut[]) {
  const event = await upload(aws, gzippedFeed(feedFrom(firstId)));
  for (const cut of cuts) {
    const partial = cutOff(cut);
    // Batches that are done at the same moment share a request, so a run may end before it has made this many. The last request
    // notes how the attempt ended. That is best effort, so the run ends well without it.
    const outcome = await processorOn(partial.aws)(event).then(
      () => (partial.requests() <= cut.after ? "ended before the cut" : "not cut off"),
      String,
    );
    expect(outcome).toMatch(/1 of 1 runs were interrupted|^ended before the cut$/);
  }
  const response = await processorOn(aws)(event);
  if ("results" in response) throw new Error("one result expected");
  return { response, events: await eventsOf(aws, response.trace_id) };
}

describe("a run that is cut off anywhere and delivered again", () => {
  test("ends with the same events as one clean run", async () => {
    const clean = await processed(1, []);
    const expected = traceless(clean.events, clean.response.trace_id, 1);
    expect(clean.response).toMatchObject({
      processed_count: 64,
      upsert_count: 60,
      duplicate_count: 3,
      failed_count: 1,
    });

    const { requests } = await countRequests(10_001);
    expect(requests).toBeGreaterThan(10);
    for (let after = 1; after < requests; after++)
      for (const side of ["request", "answer"] as const) {
        const firstId = 1_000 + after * 200 + (side === "answer" ? 100 : 0);
        const { response, events } = await processed(firstId, [{ after, side }]);
        const where = `cut off at request ${after}, at its ${side}`;
        expect(traceless(events, response.trace_id, firstId), where).toEqual(expected);
        expect(response, where).toMatchObject({ processed_count: 64, upsert_count: 60, duplicate_count: 3 });
      }
  });

  test("if it is cut off twice in a row, it ends with the same events", async () => {
    const clean = await processed(30_001, []);
    const expected = traceless(clean.events, clean.response.trace_id, 30_001);
    const cuts = [
      { after: 6, side: "answer" },
      { after: 7, side: "request" },
    ] as const;
    const { response, events } = await processed(31_001, cuts);
    expect(traceless(events, response.trace_id, 31_001)).toEqual(expected);
  });
});

async function countRequests(firstId: number) {
  const event = await upload(aws, gzippedFeed(feedFrom(firstId)));
  const counted = cutOff({ after: Number.POSITIVE_INFINITY, side: "request" });
  await processorOn(counted.aws)(event);
  return { requests: counted.requests() };
}
