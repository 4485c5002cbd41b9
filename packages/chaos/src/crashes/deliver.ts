import type { LambdaQueueRecord } from "@paperledger/aws/queues/lambda-queue-record";
import {
  createQueue,
  deleteMessages,
  receiveMessages,
  sendMessage,
  showAgain,
} from "@paperledger/aws/queues/queue";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { shardReader } from "@paperledger/aws/streams/shard-reader";
import { shardsOf, streamArnOf } from "@paperledger/aws/streams/stream-shards";
import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import * as z from "zod";
import type { World } from "../worlds/world.ts";
import type { Commands, CrashPoint, InvocationOutcome, Pace } from "./function-call.ts";
import type { FunctionChildren } from "./function-children.ts";

/** Thrown if an event was delivered many times and never handled. */
class UndeliverableError extends Error {
  override readonly name = "UndeliverableError";
}

export interface Delivered {
  /** The number of successful invocations. For the processor it is one, unless the run continued in other invocations. */
  readonly invocations: number;
  /** The number of requests of these invocations, by command. */
  readonly commands: Commands;
  /** The number of invocations whose process died. */
  readonly kills: number;
  /** The number of faults in invocations that returned. */
  readonly faults: number;
}

const batchResponseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })).default([]),
});

/** Tells whether an invocation returned without naming an item that has to be delivered again. */
const isHandled = (outcome: InvocationOutcome): boolean =>
  outcome.kind === "returned" && batchResponseSchema.parse(outcome.result).batchItemFailures.length === 0;

const NOTHING: Delivered = { invocations: 0, commands: {}, kills: 0, faults: 0 };

function withOutcome(total: Delivered, outcome: InvocationOutcome): Delivered {
  if (outcome.kind === "killed") return { ...total, kills: total.kills + 1 };
  const faults = total.faults + outcome.faults;
  if (outcome.kind === "threw") return { ...total, faults };
  const names = new Set([...Object.keys(total.commands), ...Object.keys(outcome.commands)]);
  const commands = Object.fromEntries(
    [...names].map((name) => [name, (total.commands[name] ?? 0) + (outcome.commands[name] ?? 0)]),
  );
  return { ...total, faults, invocations: total.invocations + 1, commands };
}

const MAX_DELIVERIES = 12;
export const NO_HURRY: Pace = { limitMs: 60_000, requestMs: 0, clock: "wall" };

/** The time at which the queue delivers a handled message a second time. */
export type Redelivery = "at-once" | "after-the-run";

export interface UploadDelivery {
  /** The points at which the first invocations die. */
  readonly crashes?: readonly CrashPoint[];
  readonly pace?: Pace | undefined;
  readonly redelivery?: Redelivery | undefined;
}

let queues = 0;

/**
 * Sends an S3 event to a queue and invokes the processor with the queue's messages, as an event source mapping does. It continues until
 * the queue is empty, so it also delivers the messages with which a run continues.
 */
export async function deliverUpload(
  event: unknown,
  { environment, services, name }: World,
  children: FunctionChildren,
  { crashes = [], pace = NO_HURRY, redelivery }: UploadDelivery = {},
): Promise<Delivered> {
  const { sqs } = services.clients;
  const queue = await createQueue(sqs, `${name}-delivered-${++queues}`);
  const queueEnvironment = { UPLOADS_QUEUE_URL: queue.url } satisfies VariablesOf<typeof PROCESSOR>;
  const crashPoints = crashes.values();
  const invoke = (message: LambdaQueueRecord) =>
    children.invoke({
      function: "processor",
      environment: { ...environment, ...queueEnvironment },
      event: { Records: [message] },
      crashAt: crashPoints.next().value ?? null,
      pace,
    });
  let total = NOTHING;
  const handled: LambdaQueueRecord[] = [];
  await sendMessage(sqs, queue.url, JSON.stringify(event));
  for (;;) {
    const [message] = await receiveMessages(sqs, queue, 1);
    if (!message && redelivery === "after-the-run" && handled.length > 0) {
      for (const late of handled.splice(0)) await invoke(late);
      continue;
    }
    if (!message) return total;
    const outcome = await invoke(message);
    total = withOutcome(total, outcome);
    if (isHandled(outcome)) {
      if (redelivery === "at-once") await invoke(message);
      handled.push(message);
      await deleteMessages(sqs, queue.url, [message]);
    } else if (Number(message.attributes.ApproximateReceiveCount) < MAX_DELIVERIES) {
      await showAgain(sqs, queue.url, message, 0);
    } else
      throw new UndeliverableError(
        `the processor did not handle its message within ${MAX_DELIVERIES} deliveries: ${JSON.stringify(outcome)}`,
      );
  }
}

/** Deals the records of a stream into parts. It decides their order, the number of parts, and how often each record comes. */
export type Dealing = (records: readonly LambdaStreamRecord[]) => readonly (readonly LambdaStreamRecord[])[];

const WHOLE: Dealing = (records) => [records];

export interface StreamDelivery {
  /** The points at which the first invocations die, in any shard. */
  readonly projector?: readonly CrashPoint[];
  /** Divides the stream into shards, which are delivered at the same time. */
  readonly sharding?: Dealing;
  /** Divides a shard into batches, which are delivered one after the other. */
  readonly dealing?: Dealing;
}

/** Delivers the stream of the runs table, from its beginning to its end, as event source mappings do. */
export async function deliverStream(
  world: World,
  children: FunctionChildren,
  { projector: crashes = [], sharding = WHOLE, dealing = WHOLE }: StreamDelivery = {},
): Promise<Delivered & { /** The most invocations at the same time. */ readonly atOnce: number }> {
  const { environment } = world;
  let total = NOTHING;
  let working = 0;
  let atOnce = 0;
  const crashPoints = crashes.values();
  const invoke = async (records: readonly LambdaStreamRecord[]): Promise<InvocationOutcome> => {
    atOnce = Math.max(atOnce, ++working);
    const crashAt = crashPoints.next().value ?? null;
    const event = { Records: records };
    const call = { function: "projector", environment, event, crashAt, pace: NO_HURRY } as const;
    const outcome = await children.invoke(call).finally(() => working--);
    total = withOutcome(total, outcome);
    return outcome;
  };
  const deliverShard = async (shard: readonly LambdaStreamRecord[]): Promise<void> => {
    for (const batch of dealing(shard)) {
      let pending = batch;
      for (let delivery = 0; pending.length > 0; delivery++) {
        if (delivery === MAX_DELIVERIES)
          throw new UndeliverableError("the projector did not handle its stream");
        const outcome = await invoke(pending);
        if (outcome.kind !== "returned") continue;
        const [first] = batchResponseSchema.parse(outcome.result).batchItemFailures;
        pending = first ? pending.slice(indexOf(pending, first.itemIdentifier)) : [];
      }
    }
  };
  await Promise.all(sharding(await recordsOf(world)).map(deliverShard));
  return { ...total, atOnce };
}

const indexOf = (records: readonly LambdaStreamRecord[], sequenceNumber: string) =>
  records.findIndex(({ dynamodb }) => dynamodb.SequenceNumber === sequenceNumber);

async function recordsOf({ services: { clients }, runsTable }: World): Promise<LambdaStreamRecord[]> {
  const streamArn = await streamArnOf(clients.dynamoDb, runsTable);
  const records: LambdaStreamRecord[] = [];
  for (const { shardId } of await shardsOf(clients.streams, streamArn)) {
    const reader = shardReader(clients.streams, { streamArn, shardId, from: { kind: "trim-horizon" } });
    for (let page = await reader.next(); page.records.length > 0; page = await reader.next())
      records.push(...page.records);
  }
  return records;
}
