import type { BenchRow } from "./bench-row.ts";
import { againRow } from "./rows/again.ts";
import { backfillRow } from "./rows/backfill.ts";
import { billRow } from "./rows/bill.ts";
import { busRow } from "./rows/bus.ts";
import { coldStartRow } from "./rows/cold-start.ts";
import { contentionRow } from "./rows/contention.ts";
import { dashboardRow } from "./rows/dashboard.ts";
import { formatsRow } from "./rows/formats.ts";
import { laptopRow } from "./rows/laptop.ts";
import { latencyRow } from "./rows/latency.ts";
import { limitsRow } from "./rows/limits.ts";
import { manyRunsRow } from "./rows/many-runs.ts";
import { memoryRow } from "./rows/memory.ts";
import { parseRow } from "./rows/parse.ts";
import { peersRow } from "./rows/peers.ts";
import { projectionRow } from "./rows/projection.ts";
import { replayRow } from "./rows/replay.ts";
import { throttledRow } from "./rows/throttled.ts";
import { tracingRow } from "./rows/tracing.ts";
import { writeRow } from "./rows/write.ts";

/** Every row, in the order of the table. */
export const BENCH_ROWS: readonly BenchRow[] = [
  parseRow,
  formatsRow,
  writeRow,
  latencyRow,
  againRow,
  billRow,
  peersRow,
  memoryRow,
  projectionRow,
  busRow,
  replayRow,
  contentionRow,
  limitsRow,
  throttledRow,
  backfillRow,
  laptopRow,
  manyRunsRow,
  coldStartRow,
  tracingRow,
  dashboardRow,
];
