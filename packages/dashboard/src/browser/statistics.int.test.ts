import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import type { BatchDone } from "@paperledger/events/run-event";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DashboardContext } from "../dashboard-context.ts";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import {
  dashboardOf,
  layoutShiftOf,
  openPage,
  picture,
  startBrowser,
  THEMES,
  WIDTHS,
} from "./browser.fixture.ts";
import { type StoredLedger, storedLedger } from "./stored-ledger.fixture.ts";

const opened = new AsyncDisposableStack();

/** Asks until the answer is right, because a busy machine is slow. */
const eventually = <Answer>(ask: () => Answer) => expect.poll(ask, { timeout: 60_000 });

let browser: Awaited<ReturnType<typeof startBrowser>>;
let stored: StoredLedger;

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
  stored = await storedLedger();
  opened.defer(stored.stop);
});
afterAll(() => opened.disposeAsync());

/** Returns a batch of some sources, with the given numbers of new, known and rejected records of each source. */
function batchOf(
  sources: Readonly<Record<string, readonly [upserted: number, duplicate: number, rejected: number]>>,
  batch_ms: number,
): Partial<BatchDone> {
  const by_source = Object.fromEntries(
    Object.entries(sources).map(([source, [upserted, duplicate, rejected]]) => [
      source,
      { processed: upserted + duplicate + rejected, upserted, duplicate, rejected, bytes: 3_000 * upserted },
    ]),
  );
  const sum = (name: "processed" | "upserted" | "duplicate" | "rejected" | "bytes") =>
    Object.values(by_source).reduce((total, counts) => total + counts[name], 0);
  return {
    processed: sum("processed"),
    upserted: sum("upserted"),
    duplicate: sum("duplicate"),
    rejected: sum("rejected"),
    bytes: sum("bytes"),
    rejected_by_reason: sum("rejected") > 0 ? { "no-id": sum("rejected") } : {},
    by_source,
    batch_ms,
  };
}

const DAY_MS = 86_400_000;

/** Noon of a day before today, in UTC. */
const noonBefore = (days: number) =>
  `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)}T12:00:00.000Z`;

const SOURCES = ["arxiv", "pubmed", "crossref", "biorxiv", "openalex", "datacite", "dblp"];

/** The days of the month, and the day before. */
const DAYS_WITH_RUNS = 28;

/** Returns a month of runs: more on weekdays, a bad day, a day without any, and sources of all sizes. */
const month = () =>
  Array.from({ length: 30 }, (_, nth) => nth + 2)
    .filter((day) => day !== 9)
    .map((day) => {
      const size = day % 7 < 2 ? 40 : 400 + 13 * day;
      const sources = Object.fromEntries(
        SOURCES.map((source, rank) => {
          const upserted = Math.round(size / (rank + 1));
          return [source, [upserted, Math.round(upserted / 5), day === 5 ? upserted : rank === 1 ? 3 : 0]];
        }),
      ) as Readonly<Record<string, readonly [number, number, number]>>;
      return eventsOfRun({
        at: noonBefore(day),
        key: `raw-data/papers-${day}.xml.gz`,
        batches: [batchOf(sources, 30 + day), batchOf({ arxiv: [20, 5, 0] }, 90 + 4 * day)],
        end: day === 5 ? "failed" : "completed",
      });
    });

async function serve(changes: Partial<DashboardContext> = {}) {
  const dashboard = await dashboardOf(stored, changes);
  opened.defer(dashboard.stop);
  return `${dashboard.url}/?view=statistics`;
}

/** Counts the points of the first chart that have a colour of tokens.css. */
const pointsOf = (token: string) => `(() => {
  const probe = document.createElement("span");
  probe.style.color = "var(--${token})";
  document.body.append(probe);
  const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
  probe.remove();
  const canvas = document.querySelector(".chart canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let points = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === r && data[at + 1] === g && data[at + 2] === b && data[at + 3] === 255) points++;
  return points;
})()`;

test("where there is no run it says so, and offers to verify nothing for nothing", async () => {
  const { page, problems } = await openPage(browser, await serve());
  await page.getByText(/^No run from .* \(UTC\)$/).waitFor();
  await page.getByText("It reads about 0 events of 0 runs. On this machine that costs nothing.").waitFor();
  await picture(page, "statistics-none");
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

test("one day is a bar, a row and the sums, and the keyboard alone divides it by source", async () => {
  await stored.store([
    eventsOfRun({
      at: noonBefore(1),
      key: "raw-data/one.xml.gz",
      batches: [batchOf({ arxiv: [900, 90, 10], pubmed: [100, 0, 0] }, 44)],
    }),
  ]);
  const { page, problems } = await openPage(browser, await serve());
  const table = page.getByRole("region", { name: "Statistics by day" });
  await table.waitFor();
  const date = noonBefore(1).slice(0, 10);
  expect(await table.getByRole("row").nth(1).innerText()).toBe(
    [date, "1", "0", "1,100", "1,000", "90", "10", "99.1 %", "1", "44 ms", "44 ms", "44 ms"].join("\t"),
  );
  expect(await page.evaluate(pointsOf("completed"))).toBeGreaterThan(500);
  await picture(page, "statistics-one-day");

  await page.getByRole("button", { name: "By outcome" }).focus();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const bySource = page.getByRole("region", { name: "New papers by day and source" });
  await eventually(() => bySource.getByRole("row").allInnerTexts()).toEqual([
    "Day (UTC)\tAll\tarxiv\tpubmed",
    "all days\t1,000\t900\t100",
    `${date}\t1,000\t900\t100`,
  ]);
  expect(new URL(page.url()).searchParams.get("by")).toBe("source");
  await eventually(() => page.evaluate(pointsOf("chart-1"))).toBeGreaterThan(500);
  await page.keyboard.press("Tab");
  await page.keyboard.type("p");
  await page.getByRole("heading", { name: "Statistics" }).waitFor();
  expect(new URL(page.url()).searchParams.get("source")).toBe("pubmed");
  await eventually(() => bySource.getByRole("row").allInnerTexts()).toEqual([
    "Day (UTC)\tAll\tpubmed",
    "all days\t100\t100",
    `${date}\t100\t100`,
  ]);
  await page.getByRole("button", { name: "rejected", exact: true }).click();
  await page.getByRole("combobox", { name: /^Source/ }).selectOption("");
  const rejected = page.getByRole("region", { name: "Rejected records by day and source" });
  await eventually(() => rejected.getByRole("row").last().innerText()).toBe(`${date}\t10\t10\t0`);
  expect(new URL(page.url()).searchParams.get("count")).toBe("rejected");
  expect(problems).toEqual([]);
  await page.close();
});

test("a month of many sources, in each width and theme", async () => {
  await stored.store([
    ...month(),
    eventsOfRun({ at: noonBefore(3), key: "raw-data/papers-silent.xml.gz", batches: [], end: "running" }),
  ]);
  const url = await serve();
  for (const [name, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await openPage(browser, `${url}&days=30&by=source`, { width, theme });
      const table = page.getByRole("region", { name: "New papers by day and source" });
      await table.waitFor();
      await page.getByText("2 others").waitFor();
      expect(await table.getByRole("row").count()).toBe(2 + DAYS_WITH_RUNS);
      expect(await page.evaluate(pointsOf("chart-2"))).toBeGreaterThan(500);
      // Only the tables may scroll sideways. The name of a row stays in view.
      await table.evaluate("document.querySelector('.by-source .data-table').scrollLeft = 400");
      const [day, box] = await Promise.all([
        table.getByRole("cell").first().boundingBox(),
        table.boundingBox(),
      ]);
      expect(day?.x).toBe(box?.x);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.getByRole("button", { name: "Verify", exact: true }).waitFor();
      const { sum, moved } = await layoutShiftOf(page);
      expect(sum, `${name} ${theme}: ${moved}`).toBeLessThan(0.1);
      await picture(page, `statistics-${name}-${theme}`);
      if (name === "usual" && theme === "light") {
        expect(
          await page.getByRole("button", { name: /^Copy as command: .* stats --date/ }).textContent(),
        ).toMatch(/^Copy as command \(\d{4}-\d\d-\d\d alone\)$/);
        await page.getByRole("link", { name: "1 silent" }).click();
        await page.getByRole("row").filter({ hasText: "papers-silent.xml.gz" }).waitFor();
        await eventually(() => page.evaluate("document.activeElement.className")).toBe("filter-line");
        await page.goBack();
      }
      if (name === "usual") {
        await page.getByRole("button", { name: "By outcome" }).click();
        await page.getByText("rejected").first().waitFor();
        await picture(page, `statistics-outcome-${theme}`);
      }
      await page.close();
    }
});

test("verify tells how far it is, can be cancelled, and shows what differs", async () => {
  let reply = Promise.withResolvers<number>();
  const url = await serve({
    perform(_, output, stop) {
      reply = Promise.withResolvers<number>();
      stop.addEventListener("abort", () => {
        output.print("Cancelled before the comparison was done: the rest is unknown.");
        reply.resolve(3);
      });
      output.progress("folded 12,000 events");
      return reply.promise.then((code) => {
        if (code === 1)
          output.print(
            "The statistics are not the fold of the event log: 2 differences\n  processed of 1 day: of day#2026-03-01, the log says 40, the statistics 41",
          );
        return code;
      });
    },
  });
  const { page, problems } = await openPage(browser, url);
  const verify = page.getByRole("region", { name: "Are these numbers right?" });
  await verify.getByRole("button", { name: "Verify", exact: true }).click();
  await verify.getByText("folded 12,000 events").waitFor();
  await picture(page, "statistics-verifying");
  await verify.getByRole("button", { name: "Cancel" }).click();
  await verify.getByText("the rest is unknown").waitFor();

  await verify.getByRole("button", { name: "Verify", exact: true }).click();
  await verify.getByText("folded 12,000 events").waitFor();
  reply.resolve(1);
  await verify.getByText("of day#2026-03-01, the log says 40, the statistics 41").waitFor();
  await verify.getByText("Different").waitFor();
  await picture(page, "statistics-different");

  await verify.getByRole("button", { name: "Verify", exact: true }).click();
  await verify.getByText("folded 12,000 events").waitFor();
  reply.resolve(0);
  await verify.getByText("Equal").waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(problems).toEqual([]);
  await page.close();
});

test("a store that goes away is said, and what was shown stays", async () => {
  let isAway = false;
  const url = await serve({
    readLedger: (read) =>
      isAway ? Promise.reject(new Error("the table does not answer")) : read(stored.ledger),
  });
  const { page } = await openPage(browser, url);
  await page.getByRole("region", { name: "Statistics by day" }).waitFor();
  isAway = true;
  await page.getByRole("button", { name: "7 days" }).click();
  await page.getByText("the table does not answer").first().waitFor();
  expect(await page.getByRole("region", { name: "Statistics by day" }).isVisible()).toBe(true);
  isAway = false;
  await page.getByText("the table does not answer").first().waitFor({ state: "detached" });
  await page.close();
});
