import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { PaperVersion } from "@paperledger/core/papers/paper";
import type { PaperStore, UpsertOutcome } from "@paperledger/core/papers/paper-store";
import { requestGate } from "@paperledger/core/retries/request-gate";
import type { RetryPolicy } from "../clients/retry-policy.ts";
import { settle } from "../statements/settle.ts";
import type { Unsettled } from "../statements/statement-result.ts";
import { MAX_KEYS } from "../tables/batch-get.ts";
import type { SourceTextEncoding } from "./encode-source-text.ts";
import { gatherReads } from "./gather-reads.ts";
import { heldVersions } from "./held-versions.ts";
import { PAPER_TEXT_ATTRIBUTES, storedPaper, storedPaperText } from "./paper-item.ts";
import { PaperStoreThrottledError } from "./paper-store-errors.ts";
import { readPapers } from "./read-papers.ts";
import { refusal } from "./refusal.ts";
import { type RoundOfUpsert, STORED_VERSION_ATTRIBUTES, upsertRound } from "./upsert-round.ts";

/**
 * The waits take about 5 s on average and at most 10 s. This is far below the processor's timeout. The caller may
 * wait longer.
 */
const DEFAULT_RETRY_POLICY: RetryPolicy = { maxTries: 10, baseMs: 50, capMs: 2_000 };

/** More than the default number of batches in flight. So no write waits until the table throttles. */
const DEFAULT_MAX_IN_FLIGHT = 64;

/** Enough for 20,000 papers a second if a read takes 10 ms. With more, each request would combine fewer reads. */
const MAX_READS_UNDER_WAY = 2;

interface PapersTable {
  readonly refusalOf: PaperStore["refusal"];
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly retryPolicy: RetryPolicy;
  readonly sourceTextEncoding: SourceTextEncoding;
}

/**
 * Stores papers in the papers table. A batch is written with conditional statements, never in a transaction. After a
 * failed condition, the paper is read and decided again. After throttling, this happens after a wait with full
 * jitter.
 *
 * All batches of one store share a limit of writes in flight. Throttling lowers the limit, and time without
 * throttling raises it.
 *
 * `upsert` throws PaperStoreThrottledError, TableRefusedError, or the SDK's own error if a whole request failed after
 * the SDK's retries. Written papers stay written, and the same batch may be upserted again.
 *
 * `get` reads consistently, so it finds every paper that an event names. It throws UnreadablePaperError for an item
 * that something else wrote. `versions` also reads consistently, and returns such an error in the item's place.
 */
export function dynamoDbPaperStore({
  client,
  table,
  retryPolicy = DEFAULT_RETRY_POLICY,
  maxWritesInFlight = DEFAULT_MAX_IN_FLIGHT,
  sourceTextEncoding = "text",
}: {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  readonly retryPolicy?: RetryPolicy;
  readonly maxWritesInFlight?: number;
  /** The encoding for writing source texts. Stored source texts may have any encoding. */
  readonly sourceTextEncoding?: SourceTextEncoding;
}): PaperStore {
  // A run asks for the refusal of each paper before the upsert. The result is kept, so that each text is checked only
  // once.
  const acceptable = new WeakSet<PaperVersion>();
  const refusalOf = (version: PaperVersion, decodedText?: string) => {
    if (acceptable.has(version)) return undefined;
    const problem = refusal(version, decodedText, sourceTextEncoding);
    if (!problem) acceptable.add(version);
    return problem;
  };
  const papers = { client, table, retryPolicy, sourceTextEncoding, refusalOf };
  const reading = (consistent: boolean) => async (ids: readonly string[]) => {
    const items = await readPapers(ids, { ...papers, consistent, attributes: STORED_VERSION_ATTRIBUTES });
    return new Map(items.map((item) => [String(item.paper_id), item]));
  };
  const rounds = { client, table, sourceTextEncoding, gate: requestGate({ maxInFlight: maxWritesInFlight }) };
  // The first read is eventually consistent, which costs half. The condition of the write decides. After a failed
  // condition, the read is consistent.
  const firstRound = {
    ...rounds,
    readStored: gatherReads(reading(false), { maxIds: MAX_KEYS, maxUnderWay: MAX_READS_UNDER_WAY }),
  };
  const laterRound = { ...rounds, readStored: reading(true) };
  return {
    refusal: refusalOf,
    upsert: (batch, signal) =>
      upsert(batch, papers, (round) => (round === 1 ? firstRound : laterRound), signal),
    get: async (ids) => (await readPapers(ids, { ...papers, consistent: true })).map(storedPaper),
    texts: async (ids) =>
      (await readPapers(ids, { ...papers, consistent: true, attributes: PAPER_TEXT_ATTRIBUTES })).map(
        storedPaperText,
      ),
    versions: async (ids) => heldVersions(ids, papers),
  };
}

function upsert(
  batch: readonly PaperVersion[],
  papers: PapersTable,
  restsOn: (round: number) => RoundOfUpsert,
  signal?: AbortSignal,
): Promise<readonly UpsertOutcome[]> {
  const refused = batch.flatMap((version) => {
    const problem = papers.refusalOf(version);
    return problem ? [[version, { kind: "rejected" as const, ...problem }] as const] : [];
  });
  return settle<PaperVersion, UpsertOutcome>(batch, {
    settled: new Map(refused),
    round: (versions, round) => upsertRound(versions, restsOn(round), signal),
    retryPolicy: papers.retryPolicy,
    givenUp: (unsettled, rounds) => throttledError(papers, unsettled, rounds),
    signal,
  });
}

function throttledError(
  { table }: PapersTable,
  unsettled: ReadonlyMap<PaperVersion, Unsettled>,
  rounds: number,
): PaperStoreThrottledError {
  const codes = [...unsettled].map(([{ paper_id }, { code }]): [string, string] => [paper_id, code]);
  return new PaperStoreThrottledError(table, rounds, new Map(codes));
}
