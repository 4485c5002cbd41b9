import { z } from "zod";

const responseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish(),
});

/**
 * Which items of a batch a function says have failed, by its partial batch response. An empty or null response, or list,
 * is complete success; so is a response that is no object. An identifier that is missing, null, empty or not in the
 * batch, or a list that is none, is complete failure: `"all"`.
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
