import { ledgerOf, type ReadSide } from "@paperledger/aws/ledger/ledger";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { dashboardOf, openPage, startBrowser } from "@paperledger/dashboard/browser/browser.fixture";
import type { BenchRow, BenchSize, Finding } from "../bench-row.ts";
import { startBenchDynamoDbOnFile } from "../bench-tables.ts";
import { storeLongRun, storeRuns } from "../feed/stored-runs.ts";
import { median } from "../measuring/pairs.ts";
import { figure } from "../report/quantities.ts";

const RUNS: Readonly<Record<BenchSize, number>> = { full: 100_000, quick: 10_000, tiny: 300 };
const BATCHES: Readonly<Record<BenchSize, number>> = { full: 40_000, quick: 4_000, tiny: 40 };
const ROUNDS: Readonly<Record<BenchSize, number>> = { full: 7, quick: 5, tiny: 1 };
const FILTER_MS = 200;

/** Measures the page in a real browser, on a store with many runs and on an empty one. Times are those of the page's own clock. */
export const dashboardRow: BenchRow = {
  name: "dashboard",
  async run(size) {
    await using opened = new AsyncDisposableStack();
    const dynamoDb = opened.use(await startBenchDynamoDbOnFile());
    const browser = await startBrowser();
    opened.defer(() => browser.close());
    const client = dynamoDb.client();
    return await dynamoDb.withTables((empty) =>
      dynamoDb.withTables(async (many) => {
        await storeRuns({ client, tables: many }, RUNS[size]);
        const longRun = await storeLongRun({ client, tables: many }, BATCHES[size]);
        await using dashboards = new AsyncDisposableStack();
        const start = async (tables: TableNames) => {
          const dashboard = await dashboardOf({ ledger: readSideOf(client, tables) });
          dashboards.defer(dashboard.stop);
          return dashboard.url;
        };
        const [urlOfMany, urlOfEmpty] = [await start(many), await start(empty)];
        const measure = async (url: string, script: string): Promise<number> => {
          const { page } = await openPage(browser, url);
          page.setDefaultTimeout(600_000);
          try {
            return Number(await page.evaluate(script));
          } finally {
            await page.close();
          }
        };
        return [
          ...(await firstScreens(measure, [urlOfMany, urlOfEmpty], size)),
          await filterFinding(measure, urlOfMany, size),
          await scrollFinding(measure, urlOfMany),
          ...(await longRunFindings(measure, `${urlOfMany}/?run=${ulidOf(longRun)}`, BATCHES[size])),
        ];
      }),
    );
  },
};

/** Opens an address and evaluates a script in the page. */
type Measure = (url: string, script: string) => Promise<number>;

const readSideOf = (client: Parameters<typeof ledgerOf>[0], tables: TableNames): ReadSide => ({
  ...ledgerOf(client, () => Promise.reject(new Error("the bench's dashboard reads no object")), {
    papersTable: tables.papers,
    runsTable: tables.runs,
    statisticsTable: tables.statistics,
    attemptsTable: tables.attempts,
    rawBucket: "raw",
  }),
  deadLetters: async (place) => ({ place, count: 0, oldestAt: null, some: [] }),
  queueDepth: async () => ({ waiting: 0, inFlight: 0 }),
});

/** Waits frame by frame until an expression is true. Returns the time since the page was requested. */
const until = (expression: string) => `new Promise((resolve) => {
  const look = () => (${expression} ? resolve(performance.now()) : requestAnimationFrame(look));
  look();
})`;

const TABLE_IS_THERE = `document.querySelector(".runs-body tr, .empty-state")`;
const ALL_IS_THERE = `${TABLE_IS_THERE} && document.querySelector(".todo") && document.querySelector(".runs-chart canvas")`;

async function firstScreens(
  measure: Measure,
  [many, empty]: readonly [string, string],
  size: BenchSize,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [what, expression] of [
    ["until the table of the first screen is shown", TABLE_IS_THERE],
    ["until the whole first screen is shown: table, chart, cards and things to do", ALL_IS_THERE],
  ] as const) {
    const times: { many: number[]; empty: number[] } = { many: [], empty: [] };
    for (let round = 0; round < ROUNDS[size]; round++) {
      times.many.push(await measure(many, until(expression)));
      times.empty.push(await measure(empty, until(expression)));
    }
    const [ms, msOfEmpty] = [median(times.many), median(times.empty)];
    findings.push({
      what: `${what}, with ${RUNS[size]} runs stored`,
      ours: `${figure(ms)} ms`,
      against: `with no run stored: ${figure(msOfEmpty)} ms`,
      ratio: ms / msOfEmpty,
      aim: { atMost: 2 },
    });
  }
  return findings;
}

const WEEK_IS_READ = `document.querySelector('.filter-line[aria-busy="false"]') !== null`;

/** Measures the time from the click on a card to the frame that shows the filtered rows. */
async function filterFinding(measure: Measure, url: string, size: BenchSize): Promise<Finding> {
  const script = `${until(WEEK_IS_READ)}.then(async () => {
    const click = (name) => [...document.querySelectorAll("button.card")].find((card) => card.textContent.startsWith(name)).click();
    const times = [];
    for (const [name, chip] of [["Rejected", true], ["Rejected", false], ["Failed", true], ["Failed", false]]) {
      const startedAt = performance.now();
      click(name);
      await ${until(`(document.querySelector(".chip") !== null) === chip`)};
      times.push(performance.now() - startedAt);
    }
    return Math.max(...times);
  })`;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS[size]; round++) times.push(await measure(`${url}/?range=7d`, script));
  const ms = median(times);
  return {
    what: `the slowest of four filters on the runs of a week, with ${RUNS[size]} runs stored`,
    ours: `${figure(ms)} ms`,
    against: `the aim: ${FILTER_MS} ms`,
    ratio: ms / FILTER_MS,
    aim: { atMost: 1 },
  };
}

/**
 * Scrolls through the table in steps of most of a window, one step in each frame. Counts the frames in which a row is missing in
 * the window.
 */
async function scrollFinding(measure: Measure, url: string): Promise<Finding> {
  const script = `${until(WEEK_IS_READ)}.then(async () => {
    const body = document.querySelector(".runs-body");
    const isCovered = () => {
      const { top, bottom } = body.getBoundingClientRect();
      const rows = [...body.children].map((row) => row.getBoundingClientRect());
      const first = Math.min(...rows.map((row) => row.top));
      const last = Math.max(...rows.map((row) => row.bottom));
      return first <= Math.max(0, top) + 1 && last >= Math.min(innerHeight, bottom) - 1;
    };
    let [frames, dropped] = [0, 0];
    while (scrollY + innerHeight < document.documentElement.scrollHeight - 1 && frames < 600) {
      scrollBy(0, innerHeight * 0.8);
      await new Promise(requestAnimationFrame);
      await new Promise((resolve) => setTimeout(resolve));
      frames++;
      if (!isCovered()) dropped++;
    }
    return dropped * 1_000 + Math.min(frames, 999);
  })`;
  const measured = await measure(`${url}/?range=7d`, script);
  const [dropped, frames] = [Math.floor(measured / 1_000), measured % 1_000];
  return {
    what: "frames with a missing row while the page scrolled through the runs of a week",
    ours: `${dropped} of ${frames}`,
    against: "the aim: none",
    ratio: dropped,
    aim: { atMost: 0 },
  };
}

async function longRunFindings(measure: Measure, url: string, batches: number): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const [what, element] of [
    ["is open, with its story and its counts", ".run-panel .run-counts"],
    ["has the strip of its batches", ".run-panel .strip"],
  ] as const)
    findings.push({
      what: `a run of ${batches} batches ${what}`,
      ours: `${figure(await measure(url, until(`document.querySelector("${element}")`)))} ms`,
      against: "no peer",
      ratio: 1,
      aim: "none",
    });
  return findings;
}
