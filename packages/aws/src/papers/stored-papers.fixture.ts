import { type DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { StoredPaper } from "@paperledger/core/papers/paper";
import { storedPaper } from "./paper-item.ts";

/** Reads every paper of a table, also papers that no event of the log names. */
export async function storedPapers(
  client: DynamoDBDocumentClient,
  TableName: string,
): Promise<readonly StoredPaper[]> {
  const papers: StoredPaper[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true }))
    papers.push(...Items.map(storedPaper));
  return papers;
}
