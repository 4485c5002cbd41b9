import { DeleteRuleCommand, EventBridgeClient, PutRuleCommand } from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { openTemporarySubscription } from "./temporary-subscription.ts";

type Refused = readonly string[];

/** Opens a subscription while AWS refuses commands with these names. Records the names of all commands. */
function opening(refused: Refused) {
  const sent: string[] = [];
  let policy = "";
  const answer = async (command: unknown) => {
    const name = Object(command).constructor.name;
    sent.push(name);
    if (refused.includes(name)) throw Object.assign(new Error("not yours"), { name: "AccessDenied" });
    if (command instanceof CreateQueueCommand) policy = command.input.Attributes?.Policy ?? "";
    if (command instanceof PutRuleCommand)
      return { RuleArn: `arn:aws-cn:events:cn-north-1:111122223333:rule/bus/${command.input.Name}` };
    if (command instanceof CreateQueueCommand) return { QueueUrl: "https://sqs/1/tail" };
    if (command instanceof GetQueueAttributesCommand)
      return { Attributes: { QueueArn: "arn:aws-cn:sqs:cn-north-1:111122223333:tail" } };
    return { FailedEntries: [] };
  };
  const sqs = new SQSClient({ region: "cn-north-1" });
  const eventBridge = new EventBridgeClient({ region: "cn-north-1" });
  vi.spyOn(sqs, "send").mockImplementation(answer);
  vi.spyOn(eventBridge, "send").mockImplementation(answer);
  const subscription = openTemporarySubscription({
    sqs,
    eventBridge,
    busName: "bus",
    name: "tail",
    pattern: {},
    description: "",
  });
  return { subscription, sent, policy: () => policy };
}

test("the queue accepts messages only from its rule", async () => {
  const { subscription, policy } = opening([]);
  await subscription;
  const { Statement } = z.object({ Statement: z.array(z.looseObject({})) }).parse(JSON.parse(policy()));
  expect(Statement).toMatchObject([
    {
      Principal: { Service: "events.amazonaws.com" },
      Resource: "arn:aws-cn:sqs:cn-north-1:111122223333:tail",
      Condition: {
        ArnEquals: { "aws:SourceArn": "arn:aws-cn:events:cn-north-1:111122223333:rule/bus/tail" },
      },
    },
  ]);
});

test("a resource that cannot be removed is named with the reason, and the others are still removed", async () => {
  const { subscription, sent } = opening([DeleteRuleCommand.name]);
  expect(await (await subscription).remove()).toEqual([
    { resource: "rule tail on bus bus", why: "AccessDenied: not yours" },
  ]);
  expect(sent.at(-1)).toBe(DeleteQueueCommand.name);
});

test("if a resource cannot be created, the resources before it are removed, or named in the error", async () => {
  const { subscription, sent } = opening(["PutTargetsCommand"]);
  await expect(subscription).rejects.toThrow("not yours");
  expect(sent.slice(-3)).toEqual(["RemoveTargetsCommand", "DeleteRuleCommand", "DeleteQueueCommand"]);

  const leaving = opening(["CreateQueueCommand", "DeleteRuleCommand"]);
  await expect(leaving.subscription).rejects.toThrow(
    "AccessDenied: not yours; left over: rule tail on bus bus (AccessDenied: not yours)",
  );
  expect(leaving.sent).not.toContain("DeleteQueueCommand");
});
