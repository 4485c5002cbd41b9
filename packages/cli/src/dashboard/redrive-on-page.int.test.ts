import { openPage, picture, startBrowser } from "@paperledger/dashboard/browser/browser.fixture";
import { startLaptop } from "@paperledger/local/start-laptop";
import { afterAll, expect, test } from "vitest";
import { startLaptopDashboard } from "./laptop-dashboard.ts";

const opened = new AsyncDisposableStack();
afterAll(() => opened.disposeAsync());

const PAPER = JSON.stringify({ paper_id: "demo:1", title: "A paper", updated_at: "2024-01-01T00:00:00Z" });

test("from the list to the outcome of a redrive by keyboard alone, and once more by a click, on a laptop that runs", async () => {
  const browser = await startBrowser();
  opened.defer(() => browser.close());
  const laptop = await startLaptop({ onLogLine: () => {}, onProblem: () => {} });
  opened.defer(laptop.stop);
  await laptop.upload({ name: "broken", content: "no format begins like this" });
  await laptop.quiet();
  await laptop.upload({ name: "papers", content: PAPER });
  await laptop.quiet();
  const dashboard = await startLaptopDashboard(laptop, null);
  opened.defer(dashboard.stop);
  const { page, problems } = await openPage(browser, dashboard.url);
  page.setDefaultTimeout(120_000);
  const focused = () => page.evaluate("document.activeElement.textContent");
  const eventually = (ask: () => Promise<unknown>) => expect.poll(ask, { timeout: 120_000 });

  await page.getByRole("row").filter({ hasText: "broken" }).getByText("failed").waitFor();
  for (const key of ["j", "j", "k", "j"]) await page.keyboard.press(key);
  await eventually(focused).toMatch(/broken/);
  await page.keyboard.press("Enter");
  const panel = page.locator(".run-panel");
  await panel.getByRole("heading", { name: "1 attempt" }).waitFor();
  expect(await panel.locator(".run-sentence").textContent()).toMatch(/^Failed after .* \(unknown-format\)/);
  for (let press = 0; press < 40 && (await focused()) !== "Redrive"; press++)
    await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await panel.locator(".job-outcome").getByText("failed again", { exact: true }).waitFor();
  await panel.getByRole("heading", { name: "2 attempts" }).waitFor();
  expect(await panel.locator(".job-outcome pre").textContent()).toContain("unknown-format");
  await picture(page, "redriven-on-a-laptop");
  await page.keyboard.press("Escape");
  await eventually(focused).toMatch(/broken/);

  await page.getByRole("row").filter({ hasText: "broken" }).getByRole("link").click();
  await panel.getByRole("button", { name: "Redrive", exact: true }).click();
  await panel.getByRole("heading", { name: "3 attempts" }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});
