import { expect, test } from "vitest";
import * as z from "zod";
import { emulatedAt } from "../clients/clients.ts";
import { sqsClient } from "../clients/sqs-client.ts";
import { SendMessagesError, sendMessages } from "./send-messages.ts";

const entriesSchema = z.object({ Entries: z.array(z.object({ Id: z.string(), MessageBody: z.string() })) });

/** Returns a fake SQS. It refuses each body as many times as `refusals` says. */
function sqsThatRefuses(refusals: Map<string, number>, SenderFault: boolean) {
  const client = sqsClient(emulatedAt("http://127.0.0.1:9"));
  const taken: string[] = [];
  client.middlewareStack.add(
    () =>
      async ({ input }) => {
        const Failed = entriesSchema.parse(input).Entries.flatMap(({ Id, MessageBody }) => {
          const left = refusals.get(MessageBody) ?? 0;
          if (left === 0) {
            taken.push(MessageBody);
            return [];
          }
          refusals.set(MessageBody, left - 1);
          return [{ Id, SenderFault, Code: "Any", Message: "refused" }];
        });
        return { output: { $metadata: {}, Successful: [], Failed }, response: {} };
      },
    { step: "initialize", priority: "high" },
  );
  return { client, taken };
}

async function* bodies(count: number) {
  for (let nth = 0; nth < count; nth++) yield `message ${nth}`;
}

test("every message is sent once, and a message that SQS refuses because of its own fault is sent again", async () => {
  const refusals = new Map([
    ["message 3", 1],
    ["message 24", 2],
  ]);
  const { client, taken } = sqsThatRefuses(refusals, false);
  let sent = 0;
  await sendMessages(client, "http://127.0.0.1:9/1/q", bodies(25), (messages) => {
    sent += messages;
  });
  expect(sent).toBe(25);
  expect(taken.toSorted()).toEqual((await Array.fromAsync(bodies(25))).toSorted());
});

test("it is an error if SQS refuses a message because of the sender's fault, or again and again", async () => {
  for (const senderFault of [true, false]) {
    const { client } = sqsThatRefuses(new Map([["message 3", 9]]), senderFault);
    await expect(sendMessages(client, "http://127.0.0.1:9/1/q", bodies(25))).rejects.toThrow(
      SendMessagesError,
    );
  }
});
