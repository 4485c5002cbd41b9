import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { type RunEvent, SCHEMA_VERSION } from "@paperledger/events/run-event";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventHearer } from "../dashboard-context.ts";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import { dashboardOf, openPage, picture, startBrowser, THEMES, WIDTHS } from "./browser.fixture.ts";
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

/** A bus whose events a test sends. */
async function serve() {
  const hearers: EventHearer[] = [];
  const dashboard = await dashboardOf(stored, {
    listen: (hearer, stop) =>
      new Promise((resolve) => {
        hearers.push(hearer);
        hearer.opened();
        stop.addEventListener("abort", () => resolve());
      }),
  });
  opened.defer(dashboard.stop);
  return { url: `${dashboard.url}/?view=events`, hearers };
}

/** Returns an event as EventBridge delivers it. */
const onBus = ({ type, ...detail }: RunEvent) =>
  JSON.stringify({
    version: "0",
    id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    source: "paperledger",
    "detail-type": `paper-batch.${type}`,
    account: "000000000000",
    region: "us-east-1",
    time: detail.metadata.occurred_at,
    resources: [],
    detail,
  });

const HOSTILE = `<img src=x onerror="document.title='hit'">\u202egnirts${"x".repeat(10_000)}`;
const completed = eventsOfRun({ key: "raw-data/1.gz", batches: [{ batch_ms: 44 }, { batch_ms: 60 }] });
const failed = eventsOfRun({ key: "raw-data/2.gz", end: "failed" }).map((event) =>
  event.type === "failed" ? { ...event, data: { ...event.data, reason: HOSTILE } } : event,
);
const traceIdOf = ([first]: readonly RunEvent[]) => ulidOf(first?.metadata.trace_id ?? "");

test("events show as they come, open to their JSON, and are filtered by type and by run", async () => {
  const { url, hearers } = await serve();
  const { page, problems } = await openPage(browser, url);
  await page.getByText("Listening. 0 events shown, newest first.").waitFor();
  await page.getByText("No event yet").waitFor();
  await picture(page, "events-none");
  expect(await accessibilityProblems(page)).toEqual([]);

  for (const event of completed) hearers[0]?.event(onBus(event));
  const list = page.getByRole("list", { name: "Events, newest first" });
  const rows = list.getByRole("listitem");
  await eventually(() => rows.count()).toBe(4);
  expect(await rows.first().innerText()).toMatch(/completed[\s\S]*in 2 batches/);
  expect(await rows.last().innerText()).toMatch(/started[\s\S]*20 kB in raw/);

  await rows.first().getByText("JSON").focus();
  await page.keyboard.press("Enter");
  await list.getByText(`"schema_version": ${SCHEMA_VERSION}`).waitFor();
  await picture(page, "events-json");

  for (const event of failed) hearers[0]?.event(onBus(event));
  hearers[0]?.event("no json");
  await eventually(() => rows.count()).toBe(8);
  await page.getByRole("combobox", { name: /^Type/ }).selectOption("failed");
  await eventually(() => rows.count()).toBe(1);
  expect(new URL(page.url()).searchParams.get("type")).toBe("failed");
  await page.getByRole("combobox", { name: /^Type/ }).selectOption("");
  await page.getByRole("searchbox", { name: "Run", exact: true }).fill(traceIdOf(completed).toLowerCase());
  await eventually(() => rows.count()).toBe(4);
  expect(
    await page
      .getByRole("button", { name: /Copy as command/ })
      .first()
      .getAttribute("title"),
  ).toBe(`./paperledger tail --trace ${traceIdOf(completed).toLowerCase()}`);
  await page.getByRole("searchbox", { name: "Run", exact: true }).fill("no ulid!");
  await page.getByText("No ULID").waitFor();
  expect(hearers).toHaveLength(1);
  expect(problems).toEqual([]);
  await page.close();
});

test("while the view is paused nothing moves, and what came is counted and shown afterwards", async () => {
  const { url, hearers } = await serve();
  const { page, problems } = await openPage(browser, url);
  await page.getByText("Listening.").waitFor();
  const pause = page.getByRole("button", { name: "Pause" });
  await pause.press("Enter");
  for (const event of completed) hearers[0]?.event(onBus(event));
  await page.getByText("Paused. 4 events waiting.").waitFor();
  expect(await page.getByRole("listitem").filter({ hasText: "JSON" }).count()).toBe(0);
  await picture(page, "events-paused");
  await page.getByRole("button", { name: "Go on (4)" }).press("Enter");
  await eventually(() => page.getByRole("listitem").filter({ hasText: "JSON" }).count()).toBe(4);
  expect(problems).toEqual([]);
  await page.close();
});

test("many events, also hostile ones, in each width and theme", async () => {
  const { url, hearers } = await serve();
  const first = await openPage(browser, url);
  await first.page.getByText("Listening.").waitFor();
  for (let nth = 0; nth < 10; nth++)
    for (const event of [...completed, ...failed]) hearers[0]?.event(onBus(event));
  hearers[0]?.event(JSON.stringify({ source: HOSTILE, "detail-type": HOSTILE, detail: {} }));
  await first.page.close();
  for (const [name, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await openPage(browser, url, { width, theme });
      await page.getByText("Listening. 71 events shown, newest first.").waitFor();
      expect(await page.locator("main img").count()).toBe(0);
      expect(await page.title()).toBe("paperledger");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(problems).toEqual([]);
      await picture(page, `events-${name}-${theme}`);
      await page.close();
    }
});

test("where nothing runs it says what to do, and listens as soon as something does", async () => {
  let isRunning = false;
  const dashboard = await dashboardOf(stored, {
    listen: (hearer, stop) =>
      isRunning
        ? new Promise((resolve) => {
            hearer.opened();
            stop.addEventListener("abort", () => resolve());
          })
        : Promise.reject(
            new Error("nothing runs on .paperledger: run npm start first, and leave it running"),
          ),
  });
  opened.defer(dashboard.stop);
  const { page } = await openPage(browser, `${dashboard.url}/?view=events`);
  await page.getByText("run npm start first").waitFor();
  await picture(page, "events-nothing-runs");
  expect(await accessibilityProblems(page)).toEqual([]);
  isRunning = true;
  await page.getByText("Listening.").waitFor();
  await page.close();
});
