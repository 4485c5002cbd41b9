import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { type PaperVersion, timestampSchema } from "@paperledger/core/papers/paper";
import type { UpsertOutcome } from "@paperledger/core/papers/paper-store";
import { decideUpsert, previousOf } from "@paperledger/core/papers/upsert-decision";
import type { RequestGate } from "@paperledger/core/retries/request-gate";
import { parseContext } from "@paperledger/events/parse-context";
import { versionOriginSchema } from "@paperledger/events/run-event";
import { sourceTextAttributes } from "@paperledger/events/source-text";
import * as z from "zod";
import { executeStatements } from "../statements/execute-statements.ts";
import { insertStatement, type Statement } from "../statements/statement.ts";
import { resultOfStatement, type Unsettled } from "../statements/statement-result.ts";
import { throttledShare } from "../statements/throttling.ts";
import { problemText } from "../tables/problem-text.ts";
import { encodeSourceText, type SourceTextEncoding } from "./encode-source-text.ts";
import type { ReadItems } from "./gather-reads.ts";
import { paperItem } from "./paper-item.ts";
import { updateStatement } from "./upsert-statements.ts";

/** The result for one paper in one round. */
type RoundResult = UpsertOutcome | Unsettled;

/** The state before a round of an upsert. */
export interface RoundOfUpsert {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly sourceTextEncoding: SourceTextEncoding;
  /** Limits the writes in flight. */
  readonly gate: RequestGate;
  /** Reads the {@link STORED_VERSION_ATTRIBUTES} of stored papers. */
  readonly readStored: ReadItems<unknown>;
}

/**
 * Does one round of an upsert. It reads the stored papers, decides, and writes in one request. So up to 25 papers
 * need two requests, or one request if all are duplicates.
 *
 * @param signal after it aborts, no write begins
 */
export async function upsertRound(
  versions: readonly PaperVersion[],
  papers: RoundOfUpsert,
  signal?: AbortSignal,
): Promise<ReadonlyMap<PaperVersion, RoundResult>> {
  const [first, others] = firstOfEachPaper(versions);
  const stored = await papers.readStored(first.map(({ paper_id }) => paper_id));
  const results = new Map<PaperVersion, RoundResult>(others.map((version) => [version, ITS_TURN_IS_NEXT]));
  const writes: { readonly version: PaperVersion; readonly write: Write }[] = [];
  for (const version of first) {
    const step = stepFor(version, stored.get(version.paper_id), papers);
    if (step.kind === "write") writes.push({ version, write: step });
    else results.set(version, step);
  }
  if (writes.length > 0) {
    const statements = writes.map(({ write }) => write.statement);
    const write = () => {
      signal?.throwIfAborted();
      return executeStatements(papers.client, statements);
    };
    const errors = await papers.gate.send(write, throttledShare);
    for (const [index, { version, write }] of writes.entries())
      results.set(version, resultOfStatement(papers.table, errors[index], write.outcome));
  }
  return results;
}

/** DynamoDB refuses two statements for the same item in one request. So a paper's text and its withdrawal need two rounds. */
function firstOfEachPaper(
  versions: readonly PaperVersion[],
): readonly [first: readonly PaperVersion[], others: readonly PaperVersion[]] {
  const seen = new Set<string>();
  const [first, others]: [PaperVersion[], PaperVersion[]] = [[], []];
  for (const version of versions) {
    (seen.has(version.paper_id) ? others : first).push(version);
    seen.add(version.paper_id);
  }
  return [first, others];
}

const ITS_TURN_IS_NEXT: Unsettled = { kind: "unsettled", code: "its turn is next", throttled: false };

const storedVersionSchema = z.object({
  paper_id: z.string(),
  updated_at: timestampSchema,
  tie: z.string().optional(),
  ...versionOriginSchema.shape,
  withdrawn_at: timestampSchema.optional(),
  withdrawn_trace_id: z.string().optional(),
  withdrawn_record_number: z.number().optional(),
  raw_encoding: sourceTextAttributes.raw_encoding,
  // A value of another shape is ignored, because the decision does not need it.
  previous: versionOriginSchema.nullish().catch(null),
});

const maybeStoredSchema = storedVersionSchema.optional();

/** The attributes of a stored paper that the decision needs. */
export const STORED_VERSION_ATTRIBUTES: readonly string[] = Object.keys(storedVersionSchema.shape);

/** A statement to send, and the outcome of its paper if the statement succeeds. */
interface Write {
  readonly kind: "write";
  readonly statement: Statement;
  readonly outcome: UpsertOutcome;
}

function stepFor(
  version: PaperVersion,
  item: unknown,
  { table, sourceTextEncoding }: RoundOfUpsert,
): RoundResult | Write {
  const stored = maybeStoredSchema.safeParse(item, parseContext());
  if (!stored.success)
    return {
      kind: "rejected",
      reason: "unreadable-stored-paper",
      message: `the table's item ${version.paper_id} cannot be read: ${problemText(stored.error)}. Something else wrote it: fix or delete the item`,
    };
  const decision = decideUpsert(version, stored.data);
  if (decision.kind === "insert")
    return {
      kind: "write",
      statement: insertStatement(table, encodeSourceText(paperItem(version), sourceTextEncoding)),
      outcome: { kind: "upserted" },
    };
  if (decision.kind === "update") {
    const previous = previousOf(version, decision);
    return {
      kind: "write",
      statement: updateStatement(table, version, decision, sourceTextEncoding),
      outcome: { kind: "upserted", ...(previous && { previous }) },
    };
  }
  return decision;
}
