import { emptyRun, foldEvent } from "@paperledger/core/statistics/run-statistics";
import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId } from "@paperledger/core/trace-ids/trace-id";
import { expect, test } from "vitest";
import { readRunTail } from "./run-tail.ts";

const batch = (nth: number) => ({
  records: { first: nth * 20 + 1, last: nth * 20 + 20 },
  position: { record_number: nth * 20 + 20, byte_offset: 1 },
});
const EVENTS = eventsOfRun({ batches: Array.from({ length: 300 }, (_, nth) => batch(nth)), end: "failed" });
const traceId = parseTraceId(EVENTS[0]?.metadata.trace_id ?? "");
const counted = (seqs: (seq: number) => boolean) =>
  EVENTS.filter(({ metadata }) => seqs(metadata.seq)).reduce(foldEvent, emptyRun(traceId));

function log() {
  const read: number[] = [];
  return {
    read,
    async *eventsOf(_: string, __?: unknown, afterSeq = -1) {
      for (const event of EVENTS) {
        if (event.metadata.seq <= afterSeq) continue;
        read.push(event.metadata.seq);
        yield event;
      }
    },
  };
}

test.each([
  ["all", () => true, 60],
  ["all but the last ones", (seq: number) => seq <= 280, 80],
  ["all but one in the middle", (seq: number) => seq !== 150, 210],
  ["all but its start", (seq: number) => seq !== 0, 310],
])("a run of which %s is counted is the same as its whole log", async (_, seqs, most) => {
  const events = log();
  const tail = await readRunTail(traceId, counted(seqs), events);
  expect(tail).toEqual({
    statistics: counted(() => true),
    lastEventAt: EVENTS.at(-1)?.metadata.occurred_at,
    hasEnded: true,
    failures: 1,
    format: expect.toSatisfy((format) => format === null || typeof format === "string"),
    unreadable: [],
  });
  expect(events.read.length).toBeLessThan(most);
});

test("a run that nobody has counted is read as a whole, and one without an event has none", async () => {
  expect((await readRunTail(traceId, undefined, log())).statistics).toEqual(counted(() => true));
  const nothing = { async *eventsOf() {} };
  expect((await readRunTail(traceId, undefined, nothing)).lastEventAt).toBeUndefined();
});
