import { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { timestamp } from "@paperledger/core/papers/paper";
import { startedEvent } from "@paperledger/core/runs/run-event-of";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { expect, test, vi } from "vitest";
import { queueTarget, ReplayRefusedError } from "./queue-target.ts";

const eventOf = (key: string) => {
  const traceId = traceIdOf({ bucket: "b", key, version: "1", eventTimeMs: 0 });
  const data = { bucket: "b", key, size_bytes: 1, batch_timestamp: timestamp(new Date(0)) };
  return startedEvent(traceId, data, new Date(0));
};

/** Sends events to a fake queue. `failed` says for each request which messages fail, and whether that is the sender's fault. */
async function sending(keys: readonly string[], failed: readonly (readonly [string, boolean])[][]) {
  const requests: string[][] = [];
  const sqs = new SQSClient({ region: "us-east-1" });
  vi.spyOn(sqs, "send").mockImplementation(async (command: unknown) => {
    if (!(command instanceof SendMessageBatchCommand)) throw new Error("nothing else is expected");
    const { Entries = [] } = command.input;
    const sent = Entries.map(({ MessageBody = "" }) => JSON.parse(MessageBody).detail.data.key);
    const now = failed[requests.push(sent) - 1] ?? [];
    const Failed = now.map(([key, SenderFault]) => ({
      Id: Entries[sent.indexOf(key)]?.Id,
      Code: "Busy",
      SenderFault,
    }));
    return { Failed };
  });
  const target = queueTarget(sqs, {
    queueUrl: "https://sqs/1/q",
    origin: { account: "1", region: "us-east-1" },
  });
  const [first, ...others] = keys.map((key) => target.prepare(eventOf(key)));
  if (!first) throw new Error("nothing to send");
  await target.send([first, ...others], new AbortController().signal);
  return requests;
}

test("only messages that failed because of the queue's fault are sent again", async () => {
  expect(await sending(["a", "b", "c"], [[["b", false]], [["b", false]]])).toEqual([
    ["a", "b", "c"],
    ["b"],
    ["b"],
  ]);
});

test("a message that the queue refuses is an error that names the event", async () => {
  const refused = sending(["a", "b"], [[["b", true]]]);
  await expect(refused).rejects.toThrow(ReplayRefusedError);
  await expect(refused).rejects.toThrow(`event ${eventOf("b").metadata.event_id}: Busy`);
});
