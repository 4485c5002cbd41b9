import type { DeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import { eventsOfRun, type RunToMake } from "@paperledger/core/statistics/run-statistics.fixture";
import { lastNight } from "@paperledger/core/status/night";
import type { RunEvent } from "@paperledger/events/run-event";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** The runs of the night that do not complete, and how they end. */
const ENDS: Readonly<Record<number, { readonly reason: string; readonly message: string } | "silent">> = {
  17: "silent",
  18: "silent",
  ...Object.fromEntries(
    Array.from({ length: 12 }, (_, nth) => [
      nth,
      { reason: "truncated", message: "the file ends in the middle of a record: upload it again" },
    ]),
  ),
  ...Object.fromEntries(
    Array.from({ length: 5 }, (_, nth) => [
      nth + 12,
      { reason: "unknown-format", message: "no known format begins like this: see docs/formats.md" },
    ]),
  ),
};

/** The records that a run of the night rejected. */
const REJECTED: Readonly<Record<number, readonly [string, number]>> = {
  20: ["no-id", 5],
  21: ["no-id", 5],
  22: ["no-id", 5],
  23: ["no-id", 5],
  24: ["bad-date", 13],
};

/** Returns a batch with these counts, all of one source. */
export function batchOf(source: string, upserted: number, rejected?: readonly [string, number]) {
  const [reason, count] = rejected ?? ["", 0];
  const rejected_by_reason = count > 0 ? { [reason]: count } : {};
  const counts = { processed: upserted + count + 4, upserted, duplicate: 4, rejected: count };
  return {
    ...counts,
    records: { first: 1, last: counts.processed },
    position: { record_number: counts.processed, byte_offset: 60_000 },
    rejected_by_reason,
    by_source: { [source]: { ...counts, bytes: 60_000, rejected_by_reason } },
    batch_ms: 40,
  };
}

/** Returns the events of a run that failed in the given way. */
export const failing = (
  run: RunToMake,
  { reason, message }: { readonly reason: string; readonly message: string },
): readonly RunEvent[] =>
  eventsOfRun({ ...run, end: "failed" }).map((event) =>
    event.type === "failed" ? { ...event, data: { ...event.data, reason, message } } : event,
  );

/**
 * Returns a bad night: 301 runs of which 17 failed for two reasons, two went silent, and five rejected 33 records. One further run
 * is under way. The source pubmed came in the seven nights before, and is missing in this one.
 */
export function badNight(now: Date): readonly (readonly RunEvent[])[] {
  const { from } = lastNight(now);
  const night = Array.from({ length: 300 }, (_, nth) => {
    const run = {
      at: new Date(from.getTime() + nth * MINUTE_MS).toISOString(),
      key: `raw-data/night/papers-${String(nth).padStart(3, "0")}-of-the-night.xml.gz`,
      batches: Array.from({ length: 1 + (nth % 7) }, () =>
        batchOf("arxiv", 10 + (nth % 5), REJECTED[nth]),
      ).slice(0, REJECTED[nth] ? 1 : undefined),
    };
    const end = ENDS[nth];
    if (end === undefined) return eventsOfRun(run);
    return end === "silent" ? eventsOfRun({ ...run, end: "running" }) : failing(run, end);
  });
  const before = Array.from({ length: 7 }, (_, day) =>
    eventsOfRun({
      at: new Date(from.getTime() - (day + 1) * DAY_MS + 90 * MINUTE_MS).toISOString(),
      key: `raw-data/before/pubmed-${day}.xml.gz`,
      batches: [batchOf("pubmed", 20)],
    }),
  );
  const running = eventsOfRun({
    at: new Date(now.getTime() - 10_000).toISOString(),
    key: "raw-data/night/papers-now.xml.gz",
    batches: [batchOf("arxiv", 12)],
    end: "running",
  });
  return [...night, ...before, running];
}

/** The dead letters of that night. */
export const nightLetters = (now: Date): readonly DeadLetters[] => {
  const oldestAt = lastNight(now).from.toISOString();
  return [
    {
      place: "uploads",
      count: 3,
      oldestAt,
      some: [{ at: oldestAt, about: "raw-data/night/papers-lost.xml.gz" }],
    },
  ];
};
