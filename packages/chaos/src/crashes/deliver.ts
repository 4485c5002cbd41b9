import { setTimeout as wait } from "node:timers/promises";
import type { LambdaStreamRecord } from "@paperledger/aws/streams/lambda-stream-record";
import { shardReader } from "@paperledger/aws/streams/shard-reader";
import { shardsOf, streamArnOf } from "@paperledger/aws/streams/stream-shards";
import { z } from "zod";
import type { World } from "../worlds/world.ts";
import type { CrashPoint } from "./function-call.ts";
import type { FunctionChildren } from "./function-children.ts";

/** An event was delivered again and again, and never handled. */
export class UndeliverableError extends Error {
  override readonly name = "UndeliverableError";
}

export interface Delivered {
  /** Requests of the invocation that got through. */
  readonly requests: number;
  /** Invocations whose process died. */
  readonly kills: number;
  /** Faults that the invocations met which answered. */
  readonly faults: number;
}

const MAX_DELIVERIES = 12;

/**
 * Delivers an S3 event until the processor has handled it, as Lambda does with an asynchronous invocation.
 *
 * @param crashes where each of the first invocations is to die
 */
export async function deliverUpload(
  event: unknown,
  { environment }: World,
  children: FunctionChildren,
  crashes: readonly CrashPoint[],
): Promise<Delivered> {
  let kills = 0;
  let faults = 0;
  for (let delivery = 0; delivery < MAX_DELIVERIES; delivery++) {
    const crashAt = crashes[delivery] ?? null;
    const outcome = await children.invoke({ function: "processor", environment, event, crashAt });
    if (outcome.kind === "killed") kills += 1;
    else faults += outcome.faults;
    if (outcome.kind === "returned") return { requests: outcome.requests, kills, faults };
    if (outcome.kind === "threw" && delivery === MAX_DELIVERIES - 1)
      throw new UndeliverableError(outcome.error);
    await wait(1);
  }
  throw new UndeliverableError(`the processor did not handle the event in ${MAX_DELIVERIES} deliveries`);
}

const batchResponseSchema = z.object({
  batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })),
});

/** How the records of a stream are dealt out: in which order, in how many batches, and how often. */
export type Dealing = (records: readonly LambdaStreamRecord[]) => readonly (readonly LambdaStreamRecord[])[];

/** Delivers the stream of the runs table, from its beginning to its end, as an event source mapping does. */
export async function deliverStream(
  world: World,
  children: FunctionChildren,
  crashes: readonly CrashPoint[],
  dealing: Dealing = (records) => [records],
): Promise<Delivered> {
  const { environment } = world;
  const total = { requests: 0, kills: 0, faults: 0 };
  const crashPoints = crashes.values();
  for (const batch of dealing(await recordsOf(world))) {
    let pending = batch;
    for (let delivery = 0; pending.length > 0; delivery++) {
      if (delivery === MAX_DELIVERIES)
        throw new UndeliverableError("the projector did not digest its stream");
      const crashAt = crashPoints.next().value ?? null;
      const event = { Records: pending };
      const outcome = await children.invoke({ function: "projector", environment, event, crashAt });
      if (outcome.kind === "killed") total.kills += 1;
      else total.faults += outcome.faults;
      if (outcome.kind !== "returned") continue;
      total.requests = outcome.requests;
      const [first] = batchResponseSchema.parse(outcome.result).batchItemFailures;
      pending = first ? pending.slice(indexOf(pending, first.itemIdentifier)) : [];
    }
  }
  return total;
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
