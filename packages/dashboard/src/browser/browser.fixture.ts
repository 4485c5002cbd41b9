import { browserForTests } from "@paperledger/embedded/installed-browser.fixture";
import { type Browser, chromium, type Page } from "playwright-core";
import * as z from "zod";
import type { DashboardContext } from "../dashboard-context.ts";
import { startDashboard } from "../start-dashboard.ts";
import type { StoredLedger } from "./stored-ledger.fixture.ts";

/** Starts the browser of this machine. @throws if there is none */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: browserForTests(),
    args: ["--no-sandbox", "--disable-dev-shm-usage"],
  });
}

/** The widths at which each view is tested, in pixels. */
export const WIDTHS = { narrow: 360, usual: 1_280, wide: 2_560 } as const;
export const THEMES = ["light", "dark"] as const;

/** Serves the dashboard of a stored ledger. `changes` replaces parts of its behaviour. */
export const dashboardOf = (
  { ledger }: Pick<StoredLedger, "ledger">,
  changes: Partial<DashboardContext> = {},
) =>
  startDashboard({
    place: { kind: "laptop", name: ".paperledger", options: "", version: "0.1.0" },
    readLedger: (read) => read(ledger),
    perform: async () => 0,
    listen: async () => {},
    errorText: String,
    now: () => new Date(),
    ...changes,
  });

/** Opens a page and records what goes wrong in it: errors of scripts, and violations of its Content-Security-Policy. */
export async function openPage(
  browser: Browser,
  url: string,
  {
    width = WIDTHS.usual,
    theme = "light",
    height = 900,
  }: {
    readonly width?: number;
    readonly theme?: (typeof THEMES)[number];
    readonly height?: number;
  } = {},
): Promise<{ readonly page: Page; readonly problems: readonly string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: theme });
  const problems: string[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  await page.addInitScript(NOTE_LAYOUT_SHIFTS);
  await page.goto(url);
  return { page, problems };
}

const NOTE_LAYOUT_SHIFTS = `globalThis.layoutShifts = [];
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries())
      if (!hadRecentInput) layoutShifts.push({ value, moved: sources.map(({ node }) => node?.className ?? node?.nodeName) });
  }).observe({ type: "layout-shift", buffered: true });`;

const layoutShifts = z.array(z.object({ value: z.number(), moved: z.array(z.string().nullable()) }));

/**
 * Returns the layout shift of a page since it was opened, and the classes of the elements that moved. Up to 0.1 is good.
 *
 * @see https://web.dev/articles/cls
 */
export async function layoutShiftOf(page: Page): Promise<{ readonly sum: number; readonly moved: string }> {
  const shifts = layoutShifts.parse(await page.evaluate("layoutShifts"));
  return {
    sum: shifts.reduce((sum, { value }) => sum + value, 0),
    moved: shifts.map(({ value, moved }) => `${value.toFixed(3)}: ${moved.join(", ")}`).join("; "),
  };
}

/** Stores a picture of a page if PAGE_PICTURES names a folder. The picture shows the whole page, or only the window. */
export async function picture(page: Page, name: string, { fullPage = true } = {}): Promise<void> {
  const folder = process.env.PAGE_PICTURES;
  if (!folder) return;
  // Elsewhere, what sticks to the top of the window would be drawn in the middle of the page.
  if (fullPage) await page.evaluate("scrollTo(0, 0)");
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage });
}
