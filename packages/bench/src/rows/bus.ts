import { setTimeout as wait } from "node:timers/promises";
import { dynamoDbEventLog } from "@paperledger/aws/event-log/event-log";
import type { RunEvent } from "@paperledger/events/run-event";
import { resourceEnvironment } from "@paperledger/functions/description/resource-environment";
import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import { environmentAt } from "@paperledger/local/environment-at";
import { functionsBundle, laptopFunction } from "@paperledger/local/laptop-functions";
import { startLocalAws } from "@paperledger/local/start-local-aws";
import pMap from "p-map";
import * as z from "zod";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { eventsOfRun } from "../feed/events-of-run.ts";
import { percentile } from "../measuring/percentile.ts";
import { figure } from "../report/quantities.ts";

const WHAT = "from append to the bus, 100 runs at once";

/** The handlers that do the least possible work, by what they do. */
const LEAST_HANDLERS = {
  "only puts the events on the bus": new URL("../peers/bare-publisher.ts", import.meta.url),
  "also writes an item for each run and three sums, in bare transactions": new URL(
    "../peers/bare-projector.ts",
    import.meta.url,
  ),
} as const;

/** Measures the time from the append of an event to its delivery by the bus. */
export const busRow: BenchRow = {
  name: "bus",
  async run(size) {
    const shapes = RUNS_AT_ONCE[size];
    const most = shapes.slice(-1);
    const findings: Finding[] = [];
    for (const { runs, eventsEach, tookMs } of await timesToTheBus(shapes))
      findings.push({
        what: `from append to the bus, ${runs} runs at once`,
        ours: inPercentiles(tookMs),
        against: `${runs * eventsEach} events, appended one after the other in each run`,
        ratio: percentile(tookMs, 0.99),
        aim: "none",
      });
    for (const [does, module] of Object.entries(LEAST_HANDLERS)) {
      const [ours] = await timesToTheBus(most);
      const [least] = await timesToTheBus(most, module);
      if (ours && least)
        findings.push({
          what: `from append to the bus, ${ours.runs} runs at once, compared with the least possible work`,
          ours: inPercentiles(ours.tookMs),
          against: `a handler that ${does}: ${inPercentiles(least.tookMs)}`,
          ratio: percentile(ours.tookMs, 0.5) / percentile(least.tookMs, 0.5),
          aim: "none",
          note: "the ratio compares p50",
        });
    }
    return findings;
  },
  async against({ rows }, size) {
    // Earlier builds measure this time in the row `projection`.
    const theirRow =
      rows.find(({ name }) => name === "bus") ?? rows.find(({ name }) => name === "projection");
    if (!theirRow) return [];
    // The other build's row measures all shapes with one process. So each process here gets the same events before the last shape.
    const shapes = RUNS_AT_ONCE[size];
    const [ours] = (await timesToTheBus(shapes)).slice(-1);
    if (!ours) return [];
    const least: string[] = [];
    const theirs = timesIn(findingOf(await theirRow.run(size), WHAT).ours);
    for (const [does, module] of Object.entries(LEAST_HANDLERS))
      for (const { tookMs } of (await timesToTheBus(shapes, module)).slice(-1))
        least.push(
          `a handler that ${does} reaches ${(["p50", "p99"] as const).map((name) => figure(percentile(tookMs, SHARES[name]) / theirs[name])).join(" and ")}`,
        );
    return (["p50", "p99"] as const).map((name) => {
      const oursMs = percentile(ours.tookMs, SHARES[name]);
      return {
        what: `${WHAT}: ${name}`,
        ours: `${figure(oursMs)} ms`,
        against: `${figure(theirs[name])} ms`,
        ratio: oursMs / theirs[name],
        aim: { atMost: 0.15 },
        note: `p50 and p99 of the least possible work: ${least.join("; ")}`,
      };
    });
  },
};

const SHARES = { p50: 0.5, p99: 0.99 } as const;

function findingOf(findings: readonly Finding[], what: string): Finding {
  const found = findings.find((each) => each.what === what);
  if (!found) throw new Error(`the row bus has no time for "${what}"`);
  return found;
}

/** Reads the two percentiles from a row's text. Every build writes them like this: `p50 72.2 ms, p99 1,093 ms`. */
const timesIn = (text: string) => ({ p50: timeIn(text, "p50"), p99: timeIn(text, "p99") });

function timeIn(text: string, percentile: string): number {
  const [, ms = ""] = new RegExp(`${percentile} ([\\d.,]+) ms`).exec(text) ?? [];
  return Number(ms.replaceAll(",", ""));
}

const RUNS_AT_ONCE: Readonly<Record<BenchSize, readonly (readonly [runs: number, eventsEach: number])[]>> = {
  full: [
    [1, 100],
    [10, 40],
    [100, 10],
  ],
  quick: [
    [1, 40],
    [10, 10],
    [100, 3],
  ],
  tiny: [[2, 3]],
};
const TABLES = {
  papers: "papers",
  runs: "runs",
  statistics: "statistics",
  vectors: "vectors",
  attempts: "attempts",
  handledEvents: "handled-events",
};
const BUS = "papers";

const inPercentiles = (tookMs: readonly number[]) =>
  `p50 ${figure(percentile(tookMs, 0.5))} ms, p99 ${figure(percentile(tookMs, 0.99))} ms`;

interface ToTheBus {
  readonly runs: number;
  readonly eventsEach: number;
  /** The time from append to delivery, for each event. */
  readonly tookMs: readonly number[];
}

/** Measures the projector, or another handler of the stream instead of it. */
async function timesToTheBus(
  shapes: readonly (readonly [runs: number, eventsEach: number])[],
  module?: URL,
): Promise<readonly ToTheBus[]> {
  await using stack = new AsyncDisposableStack();
  const aws = await startLocalAws({ tables: TABLES, busNames: [BUS] });
  stack.defer(aws.stop);
  const { handler, processes } = laptopFunction({
    name: "projector",
    bundle: functionsBundle(),
    module,
    preloaded: [],
    environment: {
      ...environmentAt(aws.endpoints),
      ...resourceEnvironment(PROJECTOR, { ...TABLES, eventBus: BUS }),
    },
    onLogLine: () => {},
  });
  stack.defer(processes.stop);
  const projector = await aws.addFunction({ name: "projector", handler });
  await aws.mapStream({
    table: TABLES.runs,
    function: projector,
    startingPosition: "TRIM_HORIZON",
    // The largest batch that the event source mapping gives to the projector.
    batchSize: PROJECTOR.trigger.batchSize.default,
    reportBatchItemFailures: true,
  });
  const arrivedAtMs = new Map<string, number>();
  await aws.bus.addRule({
    name: "watch",
    busName: BUS,
    pattern: { source: ["paperledger"] },
    target: {
      arn: "arn:aws:lambda:us-east-1:000000000000:function:watch",
      deliver: async (event) => {
        const { detail } = z
          .object({ detail: z.object({ metadata: z.object({ event_id: z.string() }) }) })
          .parse(event);
        if (!arrivedAtMs.has(detail.metadata.event_id))
          arrivedAtMs.set(detail.metadata.event_id, performance.now());
      },
    },
  });
  const eventLog = dynamoDbEventLog({ client: aws.clients.documents, table: TABLES.runs });
  const appendedAtMs = new Map<string, number>();
  const append = async (event: RunEvent) => {
    await eventLog.append(event);
    appendedAtMs.set(event.metadata.event_id, performance.now());
  };
  for (const event of eventsOfRun(2).events) await append(event);
  await aws.quiet();

  const measured: ToTheBus[] = [];
  for (const [runs, eventsEach] of shapes) {
    const all = Array.from({ length: runs }, () => eventsOfRun(eventsEach).events);
    await pMap(all, async (events) => {
      for (const event of events) await append(event);
    });
    const ids = all.flat().map(({ metadata }) => metadata.event_id);
    while (!ids.every((id) => arrivedAtMs.has(id))) await wait(20);
    const tookMs = ids.map((id) => (arrivedAtMs.get(id) ?? 0) - (appendedAtMs.get(id) ?? 0));
    measured.push({ runs, eventsEach, tookMs });
  }
  return measured;
}
