import type { Reject } from "@paperledger/core/rejects/reject";
import type { EventLog } from "@paperledger/core/runs/event-log";
import { eventsOfRun, type RunToMake } from "@paperledger/core/statistics/run-statistics.fixture";
import { type EndedRun, readEndedRun } from "./ended-run.ts";

export const rejectOf = (record_number: number, changes: Partial<Reject> = {}): Reject => ({
  reason: "no-id",
  message: `raw-data/file.gz, record ${record_number} at byte ${record_number * 100}: the entry has no <id>`,
  record_number,
  byte_offset: record_number * 100,
  paper_id: null,
  raw: "<entry>\n  <title>A title</title>\n</entry>",
  raw_truncated: false,
  ...changes,
});

/** Returns an event log and rejects that hold one run. */
export function ledgerOfRun(run: RunToMake = {}, rejects: Readonly<Record<string, readonly Reject[]>> = {}) {
  const events = eventsOfRun(run);
  const eventLog: EventLog = {
    append: async (event) => event,
    async *eventsOf() {
      yield* events;
    },
    async *allEvents() {
      yield* events;
    },
  };
  return {
    traceId: events[0]?.metadata.trace_id ?? "",
    ledger: {
      eventLog,
      rejects: {
        put: async () => "",
        async *read(key: string) {
          yield* rejects[key] ?? [];
        },
      },
    },
  };
}

export async function endedRunOf(
  run: RunToMake = {},
  rejects: Readonly<Record<string, readonly Reject[]>> = {},
): Promise<EndedRun> {
  const { ledger, traceId } = ledgerOfRun(run, rejects);
  return readEndedRun(ledger, traceId);
}
