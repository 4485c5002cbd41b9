import { BatchExecuteStatementCommand, type DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { paperItem } from "@paperledger/aws/papers/paper-item";
import { insertStatement, type Statement } from "@paperledger/aws/statements/statement";
import type { PaperVersion } from "@paperledger/core/papers/paper";

/** Returns the statements with which paperledger writes papers, batch by batch. */
export const statementsFor = (batches: readonly (readonly PaperVersion[])[], table: string): Statement[][] =>
  batches.map((batch) => batch.map((paper) => insertStatement(table, paperItem(paper))));

/** Sends a batch of statements. Throws if one of them failed. */
export async function executeBare(client: DynamoDBDocumentClient, Statements: Statement[]): Promise<void> {
  const { Responses = [] } = await client.send(new BatchExecuteStatementCommand({ Statements }));
  const refused = Responses.find((response) => response.Error)?.Error;
  if (refused) throw new Error(`a bare statement was refused: ${refused.Code} ${refused.Message}`);
}
