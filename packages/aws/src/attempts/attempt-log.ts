import { type DynamoDBDocumentClient, paginateQuery, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { attemptEndJson } from "@paperledger/core/runs/attempt-json";
import type { Attempt, AttemptFact, AttemptId, AttemptLog } from "@paperledger/core/runs/attempt-log";
import type { OnUnreadable } from "@paperledger/core/runs/event-log";
import type { TraceId } from "@paperledger/core/trace-ids/trace-id";
import { readOrReport } from "../tables/read-or-report.ts";
import { ATTEMPT, AttemptItemError, attemptKey, attemptOfItem, partitionOfRun } from "./attempt-item.ts";

interface AttemptsTable {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
}

/** The number of days for which an attempt is kept. The event log never deletes the run itself. */
const KEEP_DAYS = 90;
const SECONDS_PER_DAY = 24 * 60 * 60;

/**
 * Stores the attempts of runs in the attempts table, as one item for each attempt. DynamoDB deletes an item after 90
 * days. Each fact sets its own attributes and those of the key. So the item is complete, even if some facts are never
 * written.
 *
 * `attemptsOf` throws AttemptItemError for an item that is not an attempt.
 */
export const dynamoDbAttemptLog = (attempts: AttemptsTable): AttemptLog => ({
  keep: (attempt, fact, signal) => keep(attempt, fact, attempts, signal),
  attemptsOf: (traceId, onUnreadable) => attemptsOf(traceId, attempts, onUnreadable),
});

async function keep(
  attempt: AttemptId,
  fact: AttemptFact,
  { client, table }: AttemptsTable,
  signal?: AbortSignal,
): Promise<void> {
  const { startedAt, requestId } = attempt;
  const attributes = {
    started_at: startedAt,
    request_id: requestId,
    expires_at: Math.ceil(Date.parse(startedAt) / 1_000) + KEEP_DAYS * SECONDS_PER_DAY,
    ...(fact.kind !== "started" && { end: attemptEndJson(fact) }),
  };
  const names = Object.keys(attributes);
  const command = new UpdateCommand({
    TableName: table,
    Key: attemptKey(attempt),
    UpdateExpression: `SET ${names.map((name) => `#${name} = :${name}`).join(", ")}`,
    ExpressionAttributeNames: Object.fromEntries(names.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`:${name}`, value]),
    ),
  });
  await client.send(command, { ...(signal && { abortSignal: signal }) });
}

async function* attemptsOf(
  traceId: TraceId,
  { client, table }: AttemptsTable,
  onUnreadable?: OnUnreadable,
): AsyncIterable<Attempt> {
  const pages = paginateQuery(
    { client },
    {
      TableName: table,
      KeyConditionExpression: "pk = :pk AND begins_with(sk, :attempt)",
      ExpressionAttributeValues: { ":pk": partitionOfRun(traceId), ":attempt": ATTEMPT },
      ConsistentRead: true,
    },
  );
  for await (const { Items = [] } of pages)
    for (const item of Items) {
      const attempt = readOrReport(item, attemptOfItem, AttemptItemError, onUnreadable);
      if (attempt) yield attempt;
    }
}
