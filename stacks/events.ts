import {
  batchDoneOnBusSchema,
  completedOnBusSchema,
  EVENT_SOURCE,
  failedOnBusSchema,
  startedOnBusSchema,
} from "@paperledger/events/bus-event";
import * as z from "zod";
import type { EventFeatures } from "./event-features.ts";
import type { Settings } from "./settings.ts";
import { stageName } from "./stage-name.ts";
import { stagePolicy } from "./stage-policy.ts";

/** The actions that another account may do with its own rules on the bus. */
const RULE_ACTIONS = [
  "events:PutRule",
  "events:DeleteRule",
  "events:DescribeRule",
  "events:EnableRule",
  "events:DisableRule",
  "events:PutTargets",
  "events:RemoveTargets",
  "events:ListTargetsByRule",
];

/** Creates the bus for run events, its archive, and a registry with the events' schemas for subscribers. */
export function events({ subscriberAccounts }: Settings, { archive, schemas }: EventFeatures) {
  const bus = new sst.aws.Bus("Events");
  if (archive) archiveEvents(bus);
  if (schemas) publishSchemas();
  if (subscriberAccounts.length > 0) letOthersSubscribe(bus, subscriberAccounts);
  return { bus };
}

export type Events = ReturnType<typeof events>;

function archiveEvents(bus: sst.aws.Bus): void {
  new aws.cloudwatch.EventArchive("EventsArchive", {
    name: stageName("events"),
    description: "Every published run event, for replays",
    eventSourceArn: bus.arn,
    eventPattern: JSON.stringify({ source: [EVENT_SOURCE] }),
    retentionDays: stagePolicy($app.stage).archiveDays,
  });
}

/** Publishes the schemas with which the code itself parses events. */
function publishSchemas(): void {
  const registry = new aws.schemas.Registry("EventSchemas", {
    name: stageName("events"),
    description: "The events that paperledger publishes on its bus",
  });
  for (const schema of [startedOnBusSchema, batchDoneOnBusSchema, completedOnBusSchema, failedOnBusSchema]) {
    const detailType = schema.shape["detail-type"].value;
    new aws.schemas.Schema(`${detailType.replace(/\W/g, "")}Schema`, {
      name: `${EVENT_SOURCE}@${detailType}`,
      registryName: registry.name,
      type: "JSONSchemaDraft4",
      description: `The event ${detailType}`,
      content: JSON.stringify(z.toJSONSchema(schema, { target: "draft-4", io: "input" })),
    });
  }
}

/**
 * Lets each of these accounts make, change and delete its own rules on the bus. An account cannot see other rules.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-bus-permissions-manage.html
 */
function letOthersSubscribe(bus: sst.aws.Bus, accounts: readonly string[]): void {
  const { partition } = aws.getPartitionOutput();
  new aws.cloudwatch.EventBusPolicy("EventsSubscribers", {
    eventBusName: bus.name,
    policy: $jsonStringify({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "SubscribersManageTheirOwnRules",
          Effect: "Allow",
          Principal: { AWS: accounts.map((account) => $interpolate`arn:${partition}:iam::${account}:root`) },
          Action: RULE_ACTIONS,
          Resource: bus.arn.apply((arn) => `${arn.replace(":event-bus/", ":rule/")}/*`),
          Condition: {
            StringEqualsIfExists: { "events:creatorAccount": `\${aws:PrincipalAccount}` },
          },
        },
      ],
    }),
  });
}
