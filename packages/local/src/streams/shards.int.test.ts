import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { emulatedAt } from "@paperledger/aws/clients/clients";
import { streamsClient } from "@paperledger/aws/clients/streams-client";
import type { DynamoDBStreamEvent } from "aws-lambda";
import { expect, onTestFinished, test } from "vitest";
import { localFunction } from "../lambda/local-function.ts";
import { startStreamMapping } from "./event-source-mapping.ts";
import { type ScriptedShard, scriptedStream } from "./scripted-stream.fixture.ts";
import type { StreamMappingOptions } from "./stream-mapping-options.ts";

async function mapShards(shards: ScriptedShard[], options: Partial<StreamMappingOptions> = {}) {
  const server = await scriptedStream(shards);
  const streams = streamsClient(emulatedAt(server.endpoint));
  const handled: string[] = [];
  const problems: Error[] = [];
  const mapping = await startStreamMapping({
    streams,
    streamArn: "arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/s",
    function: localFunction({
      name: "f",
      handler: (event) =>
        handled.push(...(event as DynamoDBStreamEvent).Records.map(({ eventID }) => eventID ?? "?")),
    }),
    startingPosition: "TRIM_HORIZON",
    idleDelayMs: 2,
    onProblem: (problem) => void problems.push(problem),
    ...options,
  });
  const stop = async () => {
    await mapping.stop();
    streams.destroy();
    await server.stop();
  };
  return { ...mapping, stop, handled, problems };
}

const parent = (): ScriptedShard => ({ id: "parent", records: ["p1", "p2"], first: 100, closed: true });

test("children are read after their parent is handled to its end, even if they are listed first", async () => {
  const { drained, handled, stop } = await mapShards([
    { id: "left", parent: "parent", records: ["l1"], first: 300, closed: false },
    { id: "right", parent: "parent", records: ["r1"], first: 200, closed: false },
    parent(),
  ]);
  onTestFinished(stop);
  await drained();
  expect(handled.slice(0, 2)).toEqual(["p1", "p2"]);
  expect(handled.slice(2).toSorted()).toEqual(["l1", "r1"]);
});

test("after a shard that closes while it is read, its new child is read", async () => {
  const shard: ScriptedShard = { ...parent(), closed: false };
  const shards = [shard];
  const { drained, handled, stop } = await mapShards(shards);
  onTestFinished(stop);
  await drained();
  expect(handled).toEqual(["p1", "p2"]);
  shards.push({ id: "child", parent: "parent", records: ["c1"], first: 200, closed: false });
  shard.records.push("p3");
  shard.closed = true;
  await expect.poll(() => handled).toEqual(["p1", "p2", "p3", "c1"]);
});

test("LATEST skips the records in the listed shards, and reads a later child from its beginning", async () => {
  const open: ScriptedShard = { id: "open", parent: "parent", records: ["old"], first: 200, closed: false };
  const shards = [parent(), open];
  const { drained, handled, stop } = await mapShards(shards, { startingPosition: "LATEST" });
  onTestFinished(stop);
  await drained();
  expect(handled).toEqual([]);
  open.records.push("new");
  open.closed = true;
  shards.push({ id: "child", parent: "open", records: ["c1"], first: 300, closed: false });
  await expect.poll(() => handled).toEqual(["new", "c1"]);
});

test("a restart does not read again the shards that are done", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const checkpointFile = join(folder, "checkpoint.json");
  const child: ScriptedShard = { id: "child", parent: "parent", records: ["c1"], first: 200, closed: false };
  const first = await mapShards([parent(), child], { checkpointFile });
  await first.drained();
  await first.stop();
  child.records.push("c2");
  const second = await mapShards([parent(), child], { checkpointFile });
  onTestFinished(second.stop);
  await second.drained();
  expect([first.handled, second.handled]).toEqual([["p1", "p2", "c1"], ["c2"]]);
});

test("if the stream was trimmed past the checkpoint, reading continues with the oldest record left", async () => {
  const folder = await mkdtemp(join(tmpdir(), "paperledger-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const checkpointFile = join(folder, "checkpoint.json");
  const shard: ScriptedShard = { id: "s", records: ["1", "2"], first: 100, closed: false };
  const first = await mapShards([shard], { checkpointFile });
  await first.drained();
  await first.stop();
  shard.records.push("3", "4", "5");
  shard.trimmed = 4;
  const second = await mapShards([shard], { checkpointFile });
  onTestFinished(second.stop);
  await second.drained();
  expect(second.handled).toEqual(["5"]);
  expect(second.problems).toEqual([]);
});

test("a stream whose shards are all done is drained", async () => {
  const { drained, handled, stop } = await mapShards([parent()]);
  onTestFinished(stop);
  await drained();
  await expect.poll(() => handled).toEqual(["p1", "p2"]);
  await drained();
});
