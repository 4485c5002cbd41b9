import { detailTypeOf, EVENT_SOURCE } from "@paperledger/events/bus-event";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import type { Events } from "./events.ts";
import { ledgerFunction, type Permission } from "./ledger-function.ts";
import { ledgerTable } from "./ledger-table.ts";
import { place } from "./place.ts";
import type { Settings } from "./settings.ts";
import { stageName } from "./stage-name.ts";
import type { Storage } from "./storage.ts";

const BEDROCK_MODEL = "amazon.titan-embed-text-v2:0";

/** The sample subscriber, to be copied: a rule on the bus, and a function that keeps a vector of each paper upserted. */
export function vectorization(
  { papers }: Storage,
  { bus }: Events,
  { vectorizer: settings, logLevel }: Settings,
) {
  const vectors = ledgerTable("Vectors", "vectors", { derived: true });
  const handledEvents = ledgerTable("HandledEvents", "handledEvents", { derived: true });
  const deadLetters = deadLetterQueue("VectorizerDeadLetters");
  const vectorizer = ledgerFunction("Vectorizer", {
    part: "vectorizer",
    handler: "packages/functions/src/vectorizer/handler.handler",
    description: "Keeps a vector of each paper that a batch upserted, and forgets what is withdrawn",
    memoryMb: settings.memoryMb,
    timeoutSeconds: 120,
    environment: {
      PAPERS_TABLE: papers.name,
      VECTORS_TABLE: vectors.name,
      HANDLED_EVENTS_TABLE: handledEvents.name,
      EMBEDDER: settings.embedder,
      LOG_LEVEL: logLevel,
    },
    permissions: [
      { actions: ["dynamodb:BatchGetItem"], resources: [papers.arn] },
      {
        actions: ["dynamodb:BatchGetItem", "dynamodb:PartiQLInsert", "dynamodb:PartiQLUpdate"],
        resources: [vectors.arn],
      },
      {
        actions: ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem"],
        resources: [handledEvents.arn],
      },
      ...(settings.embedder === "bedrock" ? [bedrock()] : []),
    ],
    onFailure: deadLetters,
  });
  const rule = subscribe(bus, vectorizer, deadLetters);
  return { vectorizer, vectors, handledEvents, deadLetters, rule };
}

export type Vectorization = ReturnType<typeof vectorization>;

const bedrock = (): Permission => ({
  actions: ["bedrock:InvokeModel"],
  resources: [
    place().apply(
      ({ partition, region }) => `arn:${partition}:bedrock:${region}::foundation-model/${BEDROCK_MODEL}`,
    ),
  ],
});

/**
 * EventBridge tries for a day to hand an event to Lambda; what it cannot hand over goes to the queue. What Lambda took and
 * the function failed on goes to the same queue by the function's own retries and on-failure destination.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
function subscribe(bus: sst.aws.Bus, subscriber: sst.aws.Function, deadLetters: sst.aws.Queue) {
  const rule = new aws.cloudwatch.EventRule("VectorizerRule", {
    name: stageName("vectorizer"),
    description: "Batches whose papers want vectors",
    eventBusName: bus.name,
    eventPattern: JSON.stringify({ source: [EVENT_SOURCE], "detail-type": [detailTypeOf("batch-done")] }),
  });
  new aws.lambda.Permission("RuleInvokesVectorizer", {
    action: "lambda:InvokeFunction",
    function: subscriber.name,
    principal: "events.amazonaws.com",
    sourceArn: rule.arn,
  });
  new aws.sqs.QueuePolicy("VectorizerDeadLettersPolicy", {
    queueUrl: deadLetters.url,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "RuleSendsDeadLetters",
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: deadLetters.arn,
          Condition: { ArnEquals: { "aws:SourceArn": rule.arn } },
        },
      ],
    }),
  });
  new aws.cloudwatch.EventTarget("VectorizerTarget", {
    rule: rule.name,
    eventBusName: bus.name,
    targetId: "vectorizer",
    arn: subscriber.arn,
    retryPolicy: { maximumEventAgeInSeconds: 24 * 60 * 60, maximumRetryAttempts: 185 },
    deadLetterConfig: { arn: deadLetters.arn },
  });
  return rule;
}
