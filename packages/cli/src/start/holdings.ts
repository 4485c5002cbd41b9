import { listBatchFiles } from "@paperledger/aws/batch-files/batch-file-uploads";
import { depthOf } from "@paperledger/aws/queues/queue";
import type { StatisticsStore } from "@paperledger/core/statistics/statistics-store";
import {
  type OnUnreadableStatistic,
  UnreadableStatisticError,
} from "@paperledger/core/statistics/unreadable-statistic";
import type { DepthOfQueue } from "@paperledger/core/status/status";
import { countOf } from "@paperledger/core/text/quantities";
import { waitingText } from "@paperledger/core/text/waiting";
import type { Laptop } from "@paperledger/local/laptop";
import { useLaptop } from "../deployments/open-deployment.ts";

/** The runs and the waiting files that a data folder holds from earlier starts. */
export interface Holdings {
  /** The number of counted runs. Undefined if it cannot be read. */
  readonly runs: number | undefined;
  readonly queues: readonly DepthOfQueue[];
}

/** Reads what a laptop holds. Returns undefined if it has no run, no uploaded file and no waiting message. */
export const readHoldings = (
  laptop: Laptop,
  onUnreadable: OnUnreadableStatistic,
): Promise<Holdings | undefined> =>
  useLaptop(laptop, async ({ ledger, clients, rawBucket, uploadsQueueUrl, backfillQueue }) => {
    const queues = [
      { queue: "uploads", depth: await depthOf(clients.sqs, await uploadsQueueUrl()) },
      { queue: "backfill", depth: await depthOf(clients.sqs, (await backfillQueue()).url) },
    ] as const;
    const runs = await countRuns(ledger.statistics, onUnreadable);
    const holdings = { runs, queues };
    const holdsNothing =
      runs === 0 && !doFilesWait(holdings) && (await isEmpty(listBatchFiles(clients.s3, rawBucket, "")));
    return holdsNothing ? undefined : holdings;
  });

/** Tells whether files wait for the processor or are in work. */
export const doFilesWait = ({ queues }: Holdings): boolean =>
  queues.some(({ depth }) => depth !== null && depth.waiting + depth.inFlight > 0);

async function countRuns(
  statistics: Pick<StatisticsStore, "tally">,
  onUnreadable: OnUnreadableStatistic,
): Promise<number | undefined> {
  try {
    return (await statistics.tally({ kind: "total" })).runs_started;
  } catch (error) {
    if (!(error instanceof UnreadableStatisticError)) throw error;
    onUnreadable(error);
    return undefined;
  }
}

async function isEmpty(items: AsyncIterable<unknown>): Promise<boolean> {
  for await (const _ of items) return false;
  return true;
}

/** Says what a data folder holds, and how to ingest more. */
export const holdingsText = ({ runs, queues }: Holdings): string =>
  `This folder holds ${runs ? countOf(runs, "run") : "uploads"} already. ${waitingText(queues)} Give a FILE to ingest more.`;
