import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { batchGet } from "../tables/batch-get.ts";
import { PaperStoreThrottledError } from "./paper-store-errors.ts";

export interface PaperRead {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly retryPolicy: RetryPolicy;
  readonly consistent: boolean;
  /** The attributes to read. The default is all attributes. */
  readonly attributes?: readonly string[];
}

/**
 * Returns the stored items of these papers, in any order.
 *
 * @throws PaperStoreThrottledError if no item comes for longer than the retry policy allows
 */
export const readPapers = (
  ids: readonly string[],
  { retryPolicy, ...read }: PaperRead,
): Promise<readonly Readonly<Record<string, unknown>>[]> =>
  batchGet(ids, {
    ...read,
    key: "paper_id",
    backoff: retryPolicy,
    onNothing(tries, unprocessed) {
      if (tries < retryPolicy.maxTries) return;
      const codes = unprocessed.map(({ paper_id }) => [String(paper_id), "UnprocessedKeys"] as const);
      throw new PaperStoreThrottledError(read.table, tries, new Map(codes));
    },
  });
