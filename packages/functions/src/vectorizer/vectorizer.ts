import { IdempotencyConfig } from "@aws-lambda-powertools/idempotency";
import type { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { makeHandlerIdempotent } from "@aws-lambda-powertools/idempotency/middleware";
import type { Logger } from "@aws-lambda-powertools/logger";
import { UnreadablePaperError } from "@paperledger/aws/papers/paper-store-errors";
import { type PaperId, paperIdSchema, type StoredPaperText } from "@paperledger/core/papers/paper";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import type { VectorStore } from "@paperledger/core/vectors/vector-store";
import { batchDoneOnBusSchema } from "@paperledger/events/bus-event";
import { parseContext } from "@paperledger/events/parse-context";
import { observed } from "../observability/observed.ts";
import { VECTORIZER } from "./vectorizer-function.ts";

export interface VectorizerDependencies {
  readonly papers: Pick<PaperStore, "texts">;
  /** A promise of an embedder that is still being loaded, or the embedder itself. */
  readonly embedder: Promise<Embedder> | Embedder;
  readonly vectors: VectorStore;
  /** Remembers the `event_id`s that were handled. */
  readonly handledEvents: DynamoDBPersistenceLayer;
  readonly logger: Logger;
}

/** The result for one batch-done. */
export interface Vectorized {
  readonly event_id: string;
  /** The number of papers that the event names and the table has, without withdrawn papers. */
  readonly papers: number;
  /** The number of vectors written. A vector of a newer version is never replaced. */
  readonly vectors: number;
  /** The number of withdrawn papers whose vectors were deleted. */
  readonly forgotten: number;
}

const { trigger, asynchronousInvocation } = VECTORIZER;

const DAY_SECONDS = 24 * 60 * 60;

/**
 * The longest time, in whole days, after which an event can be delivered again: EventBridge retries for a day, Lambda for six
 * hours, and then the dead-letter queue keeps the event.
 */
const REMEMBER_SECONDS =
  DAY_SECONDS *
  Math.ceil(
    (trigger.retries.maximumAgeSeconds + asynchronousInvocation.retries.maximumAgeSeconds) / DAY_SECONDS +
      asynchronousInvocation.deadLetters.retentionDays,
  );

/**
 * Makes the handler of the sample subscriber. For each batch-done, it reads the named papers, stores their vectors,
 * and deletes the vectors of withdrawn papers. If it cannot read some of the papers, it handles the others and then
 * throws. So the event is tried again, and goes to the dead-letter queue in the end. You can copy it. The rule
 * matches `paper-batch.batch-done`, and the `event_id` is the idempotency key.
 */
export const createVectorizer = (dependencies: VectorizerDependencies) => {
  const { logger, handledEvents } = dependencies;
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "detail.metadata.event_id",
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: REMEMBER_SECONDS,
  });
  return observed({ logger })
    .use(makeHandlerIdempotent({ persistenceStore: handledEvents, config }))
    .handler((event: unknown): Promise<Vectorized> => vectorize(event, dependencies));
};

async function vectorize(
  event: unknown,
  { papers, vectors, logger, ...dependencies }: VectorizerDependencies,
): Promise<Vectorized> {
  const embedder = await dependencies.embedder;
  const { metadata, data } = batchDoneOnBusSchema.parse(event, parseContext()).detail;
  const ids = data.upserted_ids.map((id) => paperIdSchema.parse(id));
  const { stored, unreadable } = await readPapers(ids, papers);
  const [withdrawn, found] = partition(stored, ({ processing_status }) => processing_status === "withdrawn");
  const embedded = found.length > 0 ? await embedder.embed(found.map(textOf)) : [];
  const keep = found.flatMap((paper, index) => {
    const vector = embedded[index];
    return vector ? [{ kind: "keep" as const, ...versionOf(paper), model: embedder.model, vector }] : [];
  });
  const forget = withdrawn.map((paper) => ({ kind: "forget" as const, ...versionOf(paper) }));
  const isFirst = ({ paper_id }: StoredPaperText) => !(paper_id in data.previous);
  const expectedNew = metadata.replayed_at === undefined ? found.filter(isFirst) : [];
  const outcomes = await vectors.apply(
    [...keep, ...forget],
    new Set(expectedNew.map(({ paper_id }) => paper_id)),
  );
  const doneIn = (from: number, to?: number) =>
    outcomes.slice(from, to).filter(({ kind }) => kind === "done").length;
  const vectorized = {
    event_id: metadata.event_id,
    papers: found.length,
    vectors: doneIn(0, keep.length),
    forgotten: doneIn(keep.length),
  };
  logger.info("Batch vectorized", { trace_id: metadata.trace_id, ...vectorized });
  if (unreadable.length > 0)
    throw new AggregateError(unreadable, unreadable.map(({ message }) => message).join("; "));
  return vectorized;
}

/** Reads the papers of a batch. If one of them cannot be read, each is read by itself. */
async function readPapers(ids: readonly PaperId[], papers: VectorizerDependencies["papers"]) {
  const unreadable: UnreadablePaperError[] = [];
  const readable = (some: readonly PaperId[]): Promise<readonly StoredPaperText[]> =>
    papers.texts(some).catch(async (error: unknown) => {
      if (!(error instanceof UnreadablePaperError)) throw error;
      if (some.length > 1) return (await Promise.all(some.map((id) => readable([id])))).flat();
      unreadable.push(error);
      return [];
    });
  return { stored: await readable(ids), unreadable };
}

const partition = <Item>(items: readonly Item[], isFirst: (item: Item) => boolean) =>
  [items.filter(isFirst), items.filter((item) => !isFirst(item))] as const;

const versionOf = ({ paper_id, updated_at, tie, trace_id }: StoredPaperText) => ({
  paper_id,
  updated_at,
  ...(tie !== undefined && { tie }),
  trace_id,
});

const textOf = ({ title, abstract }: StoredPaperText) => `${title}\n\n${abstract}`;
