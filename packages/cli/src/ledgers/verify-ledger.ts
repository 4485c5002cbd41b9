import { setTimeout as wait } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Ledger } from "@paperledger/aws/ledger/ledger";
import { type Difference, differences, foldLog } from "@paperledger/core/statistics/verify";

/** What came of comparing the statistics with the fold of the event log. */
export interface Verification {
  readonly events: number;
  readonly runs: number;
  readonly scopes: number;
  readonly differences: readonly Difference[];
  /** Whether the differences were others a moment before: the ledger is being written to. */
  readonly isMoving: boolean;
}

export interface Verifying {
  /** Between two reads. */
  readonly pauseMs?: number;
  /** Told from time to time how many events are folded. */
  readonly onProgress?: (events: number) => void;
}

const READS = 5;

/** An event is appended a moment before it is counted, so differences are judged only when they are there to stay. */
export async function verifyLedger(
  ledger: Pick<Ledger, "eventLog" | "statistics">,
  { pauseMs = 1_000, onProgress }: Verifying = {},
): Promise<Verification> {
  let before = await compare(ledger, onProgress);
  for (let read = 2; read <= READS && before.differences.length > 0; read++) {
    await wait(pauseMs);
    const now = await compare(ledger, onProgress);
    before = { ...now, isMoving: !isDeepStrictEqual(now.differences, before.differences) };
  }
  return before;
}

async function compare(
  { eventLog, statistics }: Pick<Ledger, "eventLog" | "statistics">,
  onProgress: Verifying["onProgress"],
): Promise<Verification> {
  const expected = await foldLog(eventLog.allEvents(), onProgress);
  return {
    events: expected.events,
    runs: expected.runs.size,
    scopes: expected.scopes.size,
    differences: await differences(expected, statistics.all()),
    isMoving: false,
  };
}
