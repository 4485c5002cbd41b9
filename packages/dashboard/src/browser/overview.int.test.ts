import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { dashboardOf, openPage, picture, startBrowser } from "./browser.fixture.ts";
import { storedLedger } from "./stored-ledger.fixture.ts";

const opened = new AsyncDisposableStack();
let browser: Awaited<ReturnType<typeof startBrowser>>;

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
});
afterAll(() => opened.disposeAsync());

test("the first screen names the file of a run of today", async () => {
  const stored = await storedLedger();
  opened.defer(stored.stop);
  await stored.store([eventsOfRun({ at: new Date().toISOString(), key: "raw-data/papers-1.xml.gz" })]);
  const dashboard = await dashboardOf(stored);
  opened.defer(dashboard.stop);
  const { page, problems } = await openPage(browser, dashboard.url);
  await page.getByText("papers-1.xml.gz").waitFor();
  await picture(page, "overview");
  expect(problems).toEqual([]);
});
