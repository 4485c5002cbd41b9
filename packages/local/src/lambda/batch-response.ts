import * as z from "zod";

const responseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Returns the items of a batch that failed, by the function's partial batch response.
 *
 * - An empty or null response, an empty or null list, and a response that is not an object mean that every item succeeded.
 * - If an identifier is missing, null, empty or not in the batch, or if the list is not a list, every item failed: `"all"`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function failedItems(response: unknown, identifiers: readonly string[]): ReadonlySet<string> | "all" {
  if (typeof response !== "object" || response === null) return new Set();
  const parsed = responseSchema.safeParse(response);
  if (!parsed.success) return "all";
  const failed = new Set(parsed.data.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  return failed.isSubsetOf(new Set(identifiers)) ? failed : "all";
}
