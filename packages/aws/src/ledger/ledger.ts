import type { S3Client } from "@aws-sdk/client-s3";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { ReadDeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import type { RejectStore } from "@paperledger/core/rejects/reject";
import type { AttemptLog } from "@paperledger/core/runs/attempt-log";
import type { EventLog } from "@paperledger/core/runs/event-log";
import type { EventOutlines } from "@paperledger/core/runs/event-outline";
import type { StatisticsRebuilds } from "@paperledger/core/statistics/rebuild-statistics";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import type { ReadQueueDepth } from "@paperledger/core/status/processor-queues";
import { dynamoDbAttemptLog } from "../attempts/attempt-log.ts";
import { dynamoDbEventLog } from "../event-log/event-log.ts";
import { dynamoDbEventOutlines } from "../event-log/event-outlines.ts";
import { dynamoDbPaperStore } from "../papers/paper-store.ts";
import { rejectStoreWhenUsed } from "../rejects/reject-store-when-used.ts";
import { dynamoDbStatisticsRebuilds } from "../statistics/statistics-rebuilds.ts";
import { dynamoDbStatisticsStore } from "../statistics/statistics-store.ts";

/** The names of the stores that the commands and the dashboard read. */
export interface LedgerNames {
  readonly papersTable: string;
  readonly runsTable: string;
  readonly statisticsTable: string;
  readonly attemptsTable: string;
  readonly rawBucket: string;
}

/** The stores that the commands and the dashboard read. */
export interface ReadSide extends Ledger {
  readonly deadLetters: ReadDeadLetters;
  readonly queueDepth: ReadQueueDepth;
}

/** The stores of one deployment. */
export interface Ledger {
  readonly papers: PaperStore;
  readonly eventLog: EventLog & EventOutlines;
  readonly statistics: StatisticsStore;
  readonly rebuilds: StatisticsRebuilds;
  readonly rejects: RejectStore;
  readonly attempts: AttemptLog;
}

/**
 * Returns the ledger of one deployment.
 *
 * @param s3 called when rejects are read or written for the first time, because most commands do not need S3
 */
export const ledgerOf = (
  dynamoDb: DynamoDBDocumentClient,
  s3: () => S3Client | Promise<S3Client>,
  names: LedgerNames,
): Ledger => ({
  papers: dynamoDbPaperStore({ client: dynamoDb, table: names.papersTable }),
  eventLog: {
    ...dynamoDbEventLog({ client: dynamoDb, table: names.runsTable }),
    ...dynamoDbEventOutlines({ client: dynamoDb, table: names.runsTable }),
  },
  statistics: dynamoDbStatisticsStore(dynamoDb, names.statisticsTable),
  rebuilds: dynamoDbStatisticsRebuilds(dynamoDb, names.statisticsTable),
  attempts: dynamoDbAttemptLog({ client: dynamoDb, table: names.attemptsTable }),
  rejects: rejectStoreWhenUsed(async () => {
    const { s3RejectStore } = await import("../rejects/reject-store.ts");
    return s3RejectStore({ client: await s3(), bucket: names.rawBucket });
  }),
});
