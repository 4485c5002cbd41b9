import { IdempotencyConfig } from "@aws-lambda-powertools/idempotency";
import type { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import { makeHandlerIdempotent } from "@aws-lambda-powertools/idempotency/middleware";
import type { Logger } from "@aws-lambda-powertools/logger";
import type { Tracer } from "@aws-lambda-powertools/tracer";
import { paperIdSchema, type StoredPaper } from "@paperledger/core/papers/paper";
import type { PaperStore } from "@paperledger/core/papers/paper-store";
import type { Embedder } from "@paperledger/core/vectors/embedder";
import type { VectorStore } from "@paperledger/core/vectors/vector-store";
import { batchDoneOnBusSchema } from "@paperledger/events/bus-event";
import { observed } from "../observability/observed.ts";

export interface VectorizerDependencies {
  readonly papers: Pick<PaperStore, "get">;
  readonly embedder: Embedder;
  readonly vectors: VectorStore;
  /** Remembers the `event_id`s that were handled. */
  readonly handledEvents: DynamoDBPersistenceLayer;
  readonly logger: Logger;
  readonly tracer: Tracer;
}

/** What was made of one batch-done. */
export interface Vectorized {
  readonly event_id: string;
  /** Papers that the event names and the table holds, but for withdrawn ones. */
  readonly papers: number;
  /** Vectors written; a vector of a newer version is never written over. */
  readonly vectors: number;
}

/** The bus delivers at least once: a day is the longest that EventBridge tries again. */
const REMEMBER_SECONDS = 24 * 60 * 60;

/**
 * The sample subscriber: for each batch-done, reads the papers that it names, and keeps a vector of each. Written to
 * be copied: the rule asks for `paper-batch.batch-done`, and the `event_id` is the idempotency key.
 */
export const createVectorizer = (dependencies: VectorizerDependencies) => {
  const { logger, tracer, handledEvents } = dependencies;
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "detail.metadata.event_id",
    throwOnNoIdempotencyKey: true,
    expiresAfterSeconds: REMEMBER_SECONDS,
  });
  return observed({ logger, tracer })
    .use(makeHandlerIdempotent({ persistenceStore: handledEvents, config }))
    .handler((event: unknown): Promise<Vectorized> => vectorize(event, dependencies));
};

async function vectorize(
  event: unknown,
  { papers, embedder, vectors, logger }: VectorizerDependencies,
): Promise<Vectorized> {
  const { metadata, data } = batchDoneOnBusSchema.parse(event).detail;
  const stored = await papers.get(data.upserted_ids.map((id) => paperIdSchema.parse(id)));
  const found = stored.filter(({ processing_status }) => processing_status === "ingested");
  const embedded = found.length > 0 ? await embedder.embed(found.map(textOf)) : [];
  const outcomes = await Promise.all(
    found.flatMap(({ paper_id, updated_at, trace_id }, index) => {
      const vector = embedded[index];
      return vector
        ? [vectors.upsert({ paper_id, updated_at, trace_id, model: embedder.model, vector })]
        : [];
    }),
  );
  const vectorized = {
    event_id: metadata.event_id,
    papers: found.length,
    vectors: outcomes.filter((outcome) => outcome === "upserted").length,
  };
  logger.info("Batch vectorized", { trace_id: metadata.trace_id, ...vectorized });
  return vectorized;
}

const textOf = ({ title, abstract }: StoredPaper) => `${title}\n\n${abstract}`;
