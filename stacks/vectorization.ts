import { EMBEDDING_MODEL, VECTORIZER } from "@paperledger/functions/vectorizer/vectorizer-function";
import { deadLetterQueue } from "./dead-letter-queue.ts";
import type { Events } from "./events.ts";
import { ledgerFunction } from "./ledger-function.ts";
import { ledgerTable } from "./ledger-table.ts";
import { place } from "./place.ts";
import type { Settings } from "./settings.ts";
import { stageName } from "./stage-name.ts";
import type { Storage } from "./storage.ts";

/** Creates the sample subscriber, as an example to copy: a rule on the bus, and a function that stores a vector of each upserted paper. */
export function vectorization(
  { papers }: Storage,
  { bus }: Events,
  { vectorizer: settings, logLevel }: Settings,
) {
  const vectors = ledgerTable("Vectors", "vectors", { derived: true });
  const handledEvents = ledgerTable("HandledEvents", "handledEvents", { derived: true });
  const deadLetters = deadLetterQueue("VectorizerDeadLetters", VECTORIZER.asynchronousInvocation.deadLetters);
  const vectorizer = ledgerFunction("Vectorizer", VECTORIZER, {
    resources: { papers, vectors, handledEvents },
    arns: { embeddingModel: modelArn(), deadLetters: deadLetters.arn },
    settings,
    logLevel,
  });
  const rule = subscribe(bus, vectorizer, deadLetters);
  return { vectorizer, vectors, handledEvents, deadLetters, rule };
}

export type Vectorization = ReturnType<typeof vectorization>;

const modelArn = () =>
  place().apply(
    ({ partition, region }) => `arn:${partition}:bedrock:${region}::foundation-model/${EMBEDDING_MODEL}`,
  );

/**
 * Subscribes a function to the bus. EventBridge tries for a day to give an event to Lambda, and then sends it to the queue. If Lambda takes
 * the event but the function keeps failing, the function's on-failure destination sends it to the same queue.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
function subscribe(bus: sst.aws.Bus, subscriber: sst.aws.Function, deadLetters: sst.aws.Queue) {
  const { retries } = VECTORIZER.trigger;
  const rule = new aws.cloudwatch.EventRule("VectorizerRule", {
    name: stageName(VECTORIZER.name),
    description: VECTORIZER.trigger.description,
    eventBusName: bus.name,
    eventPattern: JSON.stringify(VECTORIZER.trigger.pattern),
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
    targetId: VECTORIZER.name,
    arn: subscriber.arn,
    retryPolicy: {
      maximumEventAgeInSeconds: retries.maximumAgeSeconds,
      maximumRetryAttempts: retries.attempts,
    },
    deadLetterConfig: { arn: deadLetters.arn },
  });
  return rule;
}
