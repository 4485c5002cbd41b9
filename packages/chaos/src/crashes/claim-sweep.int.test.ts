import { headBatchFile } from "@paperledger/aws/batch-files/batch-file-uploads";
import { backfillEvent } from "@paperledger/aws/invocations/backfill-event";
import { uploadsOf } from "@paperledger/functions/processor/uploads";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type FinalState, finalState } from "../worlds/final-state.ts";
import { createWorld, type Upload } from "../worlds/world.ts";
import { type CrashLab, runCase } from "./crash-case.ts";
import { startCrashLab } from "./crash-lab.ts";
import { deliverStream, deliverUpload, NO_HURRY } from "./deliver.ts";
import type { CrashPoint } from "./function-call.ts";
import { inParallel } from "./in-parallel.ts";

/**
 * Points around the claim. The first four requests read the note that the message was handed on, read the object's state, write
 * the claim, and begin the run. A death before a request has the same effect as a death after the request before it.
 */
const POINTS: readonly CrashPoint[] = [
  { request: 1, side: "before" },
  ...[1, 2, 3, 4].map((request) => ({ request, side: "after" }) as const),
];

/** One object under two trace ids: as S3 announced it, and as a backfill sent it. */
let announced: Upload;
let backfilled: Upload;
let lab: CrashLab;
let stop: () => Promise<void>;
/** The final state if only this run works on the object. */
let ofAnnounced: FinalState;
let ofBackfilled: FinalState;

beforeAll(async () => {
  const started = await startCrashLab({ spare: 3 });
  ({ lab, stop } = started);
  announced = lab.upload;
  const [upload] = uploadsOf(announced.event).files;
  if (!upload) throw new Error("the event names no upload");
  const event = backfillEvent(await headBatchFile(lab.services.clients.s3, upload.file));
  backfilled = { traceId: uploadsOf(event).files[0]?.file.traceId ?? upload.file.traceId, event };
  ofAnnounced = started.clean.state;
  const alone = await runCase(
    { name: "backfilled", processors: [[]], projector: [] },
    { ...lab, upload: backfilled },
  );
  ofBackfilled = alone.state;
});

afterAll(() => stop());

/** Kills the first message's invocation, delivers the second message, and then delivers the first one again. */
async function endOf(
  name: string,
  [first, second]: readonly [Upload, Upload],
  crashAt: CrashPoint,
): Promise<FinalState> {
  const world = await createWorld(lab.services, name);
  const { environment } = world;
  const event = { Records: [messageOf(first)] };
  const killed = await lab.children.invoke({
    function: "processor",
    environment,
    event,
    crashAt,
    pace: NO_HURRY,
  });
  expect(killed.kind, name).toBe("killed");
  await deliverUpload(second.event, world, lab.children);
  await deliverUpload(first.event, world, lab.children);
  await deliverStream(world, lab.children);
  return finalState(world);
}

const messageOf = ({ event }: Upload) => ({
  eventSource: "aws:sqs",
  messageId: "killed",
  body: JSON.stringify(event),
});

const isSame = (one: FinalState, other: FinalState) => JSON.stringify(one) === JSON.stringify(other);

test("the two messages of the object name two runs", () => {
  expect(backfilled.traceId).not.toBe(announced.traceId);
  expect(isSame(ofAnnounced, ofBackfilled)).toBe(false);
  expect(ofBackfilled.events).toHaveLength(ofAnnounced.events.length);
});

test.each(["announced", "backfilled"] as const)(
  "killed before its first request, or after any one around the claim of what was %s, the object ends with one run, as if it had come once",
  async (which) => {
    const [first, second] =
      which === "announced" ? ([announced, backfilled] as const) : ([backfilled, announced] as const);
    const [ofFirst, ofSecond] =
      which === "announced" ? [ofAnnounced, ofBackfilled] : [ofBackfilled, ofAnnounced];
    const winners: string[] = [];
    await inParallel(POINTS, async (crashAt) => {
      const state = await endOf(`${which}-${crashAt.side}-${crashAt.request}`, [first, second], crashAt);
      winners.push(isSame(state, ofFirst) ? "first" : "second");
      expect(isSame(state, ofFirst) ? ofFirst : ofSecond, JSON.stringify(crashAt)).toEqual(state);
    });
    // The claim lies between two of the points. If the first invocation is killed before the claim, the second one claims the
    // object.
    expect(new Set(winners)).toEqual(new Set(["first", "second"]));
  },
);

test("both messages at once, three times, end as one of them", async () => {
  for (const round of [1, 2, 3]) {
    const crashCase = { name: `at-once-${round}`, processors: [[], []], projector: [] };
    const { state } = await runCase(crashCase, { ...lab, otherUploads: [backfilled] });
    expect(isSame(state, ofAnnounced) ? ofAnnounced : ofBackfilled).toEqual(state);
  }
});
