import { detailTypeOf, EVENT_SOURCE } from "@paperledger/events/bus-event";
import { ASYNCHRONOUS_INVOCATION } from "../description/asynchronous-invocation.ts";
import type { FunctionDescription } from "../description/function-description.ts";

/** The model on Amazon Bedrock that makes vectors if EMBEDDER is `bedrock`. */
export const EMBEDDING_MODEL = "amazon.titan-embed-text-v2:0";

/** The vectorizer is the sample subscriber. It makes a vector of each paper in a batch that is done. */
export const VECTORIZER = {
  name: "vectorizer",
  service: "vectorizer",
  purpose: "Stores a vector of each paper that a batch upserted, and deletes the vectors of withdrawn papers",
  trigger: {
    kind: "rule",
    bus: "eventBus",
    description: "Batches of papers to vectorize",
    pattern: { source: [EVENT_SOURCE], "detail-type": [detailTypeOf("batch-done")] },
    // EventBridge's own maximum.
    retries: { attempts: 185, maximumAgeSeconds: 24 * 60 * 60 },
  },
  resources: {
    PAPERS_TABLE: "papers",
    VECTORS_TABLE: "vectors",
    HANDLED_EVENTS_TABLE: "handledEvents",
  },
  numbers: {},
  choices: {
    EMBEDDER: {
      setting: "PAPERLEDGER_EMBEDDER",
      of: ["local", "bedrock"],
      default: "local",
    },
  },
  texts: {},
  memoryMb: {
    setting: "PAPERLEDGER_VECTORIZER_MEMORY_MB",
    unit: "MB",
    from: 128,
    to: 10_240,
    default: 512,
  },
  timeout: { seconds: 120 },
  permissions: [
    { on: "papers", actions: ["dynamodb:BatchGetItem"] },
    { on: "vectors", actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"] },
    {
      on: "handledEvents",
      actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
    },
    {
      on: "embeddingModel",
      actions: ["bedrock:InvokeModel"],
      where: { variable: "EMBEDDER", is: "bedrock" },
    },
  ],
  asynchronousInvocation: ASYNCHRONOUS_INVOCATION,
  metrics: {},
} as const satisfies FunctionDescription;
