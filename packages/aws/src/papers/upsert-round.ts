import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { PaperVersion } from "@paperledger/core/papers/paper";
import type { RequestGate } from "@paperledger/core/retries/request-gate";
import { z } from "zod";
import { executeStatements } from "./execute-statements.ts";
import type { ReadItems } from "./gather-reads.ts";
import { paperItem } from "./paper-item.ts";
import { type RoundResult, resultOfStatement } from "./round-result.ts";
import { throttledShare } from "./throttling.ts";
import { decideUpsert } from "./upsert-decision.ts";
import { insertStatement, type Statement, updateStatement, withdrawStatement } from "./upsert-statements.ts";

/** What a round of an upsert rests on. */
export interface RoundOfUpsert {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** Lets through as many writes at once as the table takes. */
  readonly gate: RequestGate;
  /** Reads {@link STORED_VERSION_ATTRIBUTES} of what the table holds. */
  readonly readStored: ReadItems<unknown>;
}

/**
 * One round of an upsert: reads what the table holds of these papers, decides, and writes in one request what is to be
 * written. Two requests for up to 25 papers, one where all are duplicates.
 */
export async function upsertRound(
  versions: readonly PaperVersion[],
  papers: RoundOfUpsert,
): Promise<ReadonlyMap<PaperVersion, RoundResult>> {
  const stored = await papers.readStored(versions.map(({ paper_id }) => paper_id));
  const results = new Map<PaperVersion, RoundResult>();
  const writes = new Map<PaperVersion, Statement>();
  for (const version of versions) {
    const step = stepFor(version, stored.get(version.paper_id), papers.table);
    if ("Statement" in step) writes.set(version, step);
    else results.set(version, step);
  }
  if (writes.size > 0) {
    const statements = [...writes.values()];
    const errors = await papers.gate.send(() => executeStatements(papers.client, statements), throttledShare);
    for (const [index, version] of [...writes.keys()].entries())
      results.set(version, resultOfStatement(papers.table, errors[index]));
  }
  return results;
}

const storedVersionSchema = z.object({
  paper_id: z.string(),
  updated_at: z.string(),
  trace_id: z.string().optional(),
  record_number: z.number().optional(),
});

/** What the decision needs of a stored paper. */
export const STORED_VERSION_ATTRIBUTES: readonly string[] = Object.keys(storedVersionSchema.shape);

function stepFor(version: PaperVersion, item: unknown, table: string): RoundResult | Statement {
  const stored = storedVersionSchema.optional().safeParse(item);
  if (!stored.success)
    return {
      kind: "rejected",
      reason: "unreadable-stored-paper",
      message: `the table's item ${version.paper_id} cannot be compared with: ${z.prettifyError(stored.error)}. Something else wrote it: mend or delete the item`,
    };
  const decision = decideUpsert(version, stored.data);
  if (decision === "insert") return insertStatement(table, paperItem(version));
  if (decision === "update")
    return version.withdrawal_only
      ? withdrawStatement(table, paperItem(version))
      : updateStatement(table, paperItem(version));
  return { kind: decision };
}
