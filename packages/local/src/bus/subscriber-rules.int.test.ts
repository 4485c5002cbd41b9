import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  type EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { createQueue, type Queue, receiveMessages } from "@paperledger/aws/queues/queue";
import { expect, onTestFinished, test } from "vitest";
import { type LocalAws, startLocalAws } from "../start-local-aws.ts";

const EventBusName = "paperledger";
const pattern = (type: string) => JSON.stringify({ source: ["paperledger"], "detail-type": [type] });

async function start(dataDir?: string): Promise<LocalAws> {
  const aws = await startLocalAws({ busNames: [EventBusName], ...(dataDir !== undefined && { dataDir }) });
  onTestFinished(() => aws.stop().catch(() => undefined));
  return aws;
}

const publish = (bus: EventBridgeClient, DetailType: string) =>
  bus.send(
    new PutEventsCommand({
      Entries: [{ EventBusName, Source: "paperledger", DetailType, Detail: '{"metadata":{}}' }],
    }),
  );

/** Returns the detail types of the events in a queue that were not received yet. */
async function received({ clients: { sqs } }: LocalAws, queue: Queue): Promise<readonly unknown[]> {
  const messages = await receiveMessages(sqs, queue, 10);
  return messages.map(({ body }) => JSON.parse(body)["detail-type"]);
}

test("a subscriber makes a rule with the SDK, gets each matching event as a whole, and removes the rule", async () => {
  const aws = await start();
  const { eventBridge, sqs } = aws.clients;
  const queue = await createQueue(sqs, "mine");
  await eventBridge.send(
    new PutRuleCommand({ Name: "mine", EventBusName, EventPattern: pattern("paper-batch.failed") }),
  );
  const Targets = [{ Id: "queue", Arn: queue.arn }];
  const put = await eventBridge.send(new PutTargetsCommand({ Rule: "mine", EventBusName, Targets }));
  expect(put).toMatchObject({ FailedEntryCount: 0, FailedEntries: [] });

  for (const type of ["paper-batch.started", "paper-batch.failed"]) await publish(eventBridge, type);
  await aws.bus.idle();
  expect(await received(aws, queue)).toEqual(["paper-batch.failed"]);

  expect(await eventBridge.send(new ListRulesCommand({ EventBusName }))).toMatchObject({
    Rules: [{ Name: "mine", State: "ENABLED", Arn: expect.stringMatching(/:rule\/paperledger\/mine$/) }],
  });
  expect(await eventBridge.send(new ListRulesCommand({ EventBusName, NamePrefix: "x" }))).toMatchObject({
    Rules: [],
  });
  expect(await eventBridge.send(new ListTargetsByRuleCommand({ Rule: "mine", EventBusName }))).toMatchObject({
    Targets,
  });
  const deleting = new DeleteRuleCommand({ Name: "mine", EventBusName });
  await expect(eventBridge.send(deleting)).rejects.toThrow("since it has targets");
  await eventBridge.send(new RemoveTargetsCommand({ Rule: "mine", EventBusName, Ids: ["queue"] }));
  await eventBridge.send(deleting);
  await publish(eventBridge, "paper-batch.failed");
  await aws.bus.idle();
  expect(await received(aws, queue)).toEqual([]);
  await expect(
    eventBridge.send(new DescribeRuleCommand({ Name: "mine", EventBusName })),
  ).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
});

test("a rule can be changed, and disabled", async () => {
  const aws = await start();
  const { eventBridge, sqs } = aws.clients;
  const queue = await createQueue(sqs, "changing");
  const rule = { Name: "changing", EventBusName };
  const types = ["paper-batch.started", "paper-batch.completed"] as const;
  await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern: pattern(types[0]) }));
  await eventBridge.send(
    new PutTargetsCommand({ Rule: "changing", EventBusName, Targets: [{ Id: "1", Arn: queue.arn }] }),
  );
  await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern: pattern(types[1]) }));
  for (const type of types) await publish(eventBridge, type);
  await aws.bus.idle();
  expect(await received(aws, queue)).toEqual([types[1]]);
  await eventBridge.send(new PutRuleCommand({ ...rule, EventPattern: pattern(types[1]), State: "DISABLED" }));
  await publish(eventBridge, types[1]);
  await aws.bus.idle();
  expect(await received(aws, queue)).toEqual([]);
});

test("an operation that is not possible is refused with EventBridge's error code and the reason", async () => {
  const { clients } = await start();
  const { eventBridge } = clients;
  const putRule = (changes: object) =>
    eventBridge.send(
      new PutRuleCommand({ Name: "odd", EventBusName, EventPattern: pattern("x"), ...changes }),
    );
  await expect(putRule({ EventBusName: "nowhere" })).rejects.toMatchObject({
    name: "ResourceNotFoundException",
  });
  await expect(putRule({ EventPattern: "{" })).rejects.toMatchObject({
    name: "InvalidEventPatternException",
  });
  await expect(putRule({ EventPattern: '{"source":"x"}' })).rejects.toMatchObject({
    name: "InvalidEventPatternException",
  });
  await expect(putRule({ EventPattern: undefined, ScheduleExpression: "rate(1 day)" })).rejects.toThrow(
    "only rules with an EventPattern",
  );
  await putRule({});
  const targets = [
    { Id: "topic", Arn: "arn:aws:sns:us-east-1:000000000000:topic" },
    { Id: "part", Arn: "arn:aws:sqs:us-east-1:000000000000:q", InputPath: "$.detail" },
  ];
  expect(
    await eventBridge.send(new PutTargetsCommand({ Rule: "odd", EventBusName, Targets: targets })),
  ).toMatchObject({
    FailedEntryCount: 2,
    FailedEntries: [
      { TargetId: "topic", ErrorMessage: expect.stringContaining("is not a queue on this machine") },
      { TargetId: "part", ErrorMessage: expect.stringContaining("remove InputPath") },
    ],
  });
});

test("a restart keeps the rules, and the events that their targets had not taken", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-rules-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const first = await start(folder);
  const { eventBridge, sqs } = first.clients;
  const { arn } = await createQueue(sqs, "kept");
  const names = ["kept", "later"].map((name) => arn.replace(/kept$/, name));
  await eventBridge.send(new PutRuleCommand({ Name: "kept", EventBusName, EventPattern: pattern("a") }));
  await eventBridge.send(
    new PutTargetsCommand({
      Rule: "kept",
      EventBusName,
      Targets: names.map((Arn, nth) => ({ Id: String(nth), Arn })),
    }),
  );
  await publish(eventBridge, "a");
  await first.stop();

  const notes = async () =>
    (await readdir(join(folder, "rules"))).filter((name) => name.startsWith("subscriber-"));
  expect(await notes()).toHaveLength(2);

  const second = await start(folder);
  const later = await createQueue(second.clients.sqs, "later");
  await publish(second.clients.eventBridge, "a");
  const types: unknown[] = [];
  const gather = async () => {
    types.push(...(await received(second, later)));
    return types;
  };
  await expect.poll(gather, { timeout: 60_000, interval: 500 }).toEqual(["a", "a"]);

  // The events that a target had not taken are removed with the target.
  const Ids = ["0", "1"];
  await second.clients.eventBridge.send(new RemoveTargetsCommand({ Rule: "kept", EventBusName, Ids }));
  expect(await notes()).toEqual([]);
});
