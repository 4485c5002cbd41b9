import { timestamp } from "@paperledger/core/papers/paper";
import { redriveKey } from "@paperledger/core/runs/redrives";
import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { lastNight } from "@paperledger/core/status/night";
import { parseTraceId, timeOf } from "@paperledger/core/trace-ids/trace-id";
import type { RunEvent } from "@paperledger/events/run-event";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import type { Action } from "../jobs/action.ts";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import { badNight, batchOf, failing, nightLetters } from "./bad-night.fixture.ts";
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

const NOW = new Date();
const opened = new AsyncDisposableStack();
let browser: Browser;
let night: { readonly url: string; readonly performed: Action[]; isAway: boolean };
let quiet: { readonly url: string; readonly stored: StoredLedger };

const NIGHT_DEPTHS = { uploads: { waiting: 12, inFlight: 1 }, backfill: { waiting: 0, inFlight: 0 } };

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
  const [nightStored, quietStored] = [
    await storedLedger(nightLetters(NOW), NIGHT_DEPTHS),
    await storedLedger(),
  ];
  opened.defer(nightStored.stop);
  opened.defer(quietStored.stop);
  // They are stored in groups, because a busy machine refuses three hundred connections at once.
  const histories = badNight(NOW);
  for (let from = 0; from < histories.length; from += 30)
    await nightStored.store(histories.slice(from, from + 30));
  await keepAttempts(nightStored, histories);
  const state = { performed: [] as Action[], isAway: false };
  const nightDashboard = await dashboardOf(nightStored, {
    async readLedger(read) {
      if (state.isAway) throw new Error("the store is away");
      return read(nightStored.ledger);
    },
    async perform(action) {
      state.performed.push(action);
      return 0;
    },
  });
  opened.defer(nightDashboard.stop);
  const quietDashboard = await dashboardOf(quietStored);
  opened.defer(quietDashboard.stop);
  night = Object.assign(state, { url: nightDashboard.url });
  quiet = { url: quietDashboard.url, stored: quietStored };
});
afterAll(() => opened.disposeAsync());

const AGAIN_AT = new Date(NOW.getTime() - 60_000);

/** Keeps the attempts at two runs that were redriven: one failed as before, and one went silent again. */
async function keepAttempts(
  { ledger: { attempts } }: StoredLedger,
  histories: ReturnType<typeof badNight>,
): Promise<void> {
  for (const [nth, end] of [
    [11, { kind: "ended", status: "failed" }],
    [18, null],
  ] as const) {
    const traceId = parseTraceId(histories[nth]?.[0]?.metadata.trace_id ?? "");
    for (const began of [timeOf(traceId), AGAIN_AT]) {
      const attempt = { traceId, startedAt: timestamp(began), requestId: `request-${began.getTime()}` };
      await attempts.keep(attempt, { kind: "started" });
      if (end) await attempts.keep(attempt, { ...end, at: timestamp(new Date(began.getTime() + 2_000)) });
    }
  }
}

/** Returns the elements that make a page scroll sideways. */
const tooWide = (page: Page) =>
  page.evaluate(`document.documentElement.scrollWidth <= innerWidth ? [] :
    [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > innerWidth)
      .map((element) => element.outerHTML.slice(0, 120))`);

/** Returns the texts of the first screen that their place cuts. */
const cutTexts = (page: Page) =>
  page.evaluate(`[...document.querySelectorAll(".card-note, .todo-again .wrapped, .todo-files bdi")]
    .filter((text) => text.scrollWidth > text.clientWidth || text.scrollHeight > text.clientHeight)
    .map((text) => text.textContent)`);

const pages: Page[] = [];
afterEach(async () => {
  await Promise.all(pages.splice(0).map(closed));
});

/** Closes a page. A request that a test has routed may still be under way; its handler would then fail. */
async function closed(page: Page): Promise<void> {
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.close();
}

/** Opens a page that is closed after the test. */
async function open(url: string, options?: Parameters<typeof openPage>[2]) {
  const made = await openPage(browser, url, options);
  pages.push(made.page);
  // A busy machine can take ten times as long as a quiet one.
  made.page.setDefaultTimeout(120_000);
  return made;
}

const card = (page: Page, name: string) =>
  page.getByRole("list", { name: "Results of the runs" }).getByText(name, { exact: true }).locator("..");
const rowCount = (page: Page) => page.locator(".filter-line strong");
const showsRuns = (page: Page, text: string) =>
  page.locator(".filter-line strong").getByText(text, { exact: true }).waitFor();
const LINE_PX = 24;
const addressOf = (page: Page) => new URL(page.url()).searchParams;

test("a store without runs says so, a run that comes is shown without a reload, and its end too", async () => {
  const { page, problems } = await open(quiet.url);
  await page.getByText("No runs in this time.").waitFor();
  await page.getByRole("heading", { name: "Nothing to do." }).waitFor();
  await picture(page, "empty");
  expect(await accessibilityProblems(page)).toEqual([]);
  const run = {
    at: new Date(Date.now() - 5_000).toISOString(),
    key: "raw-data/papers-1.xml.gz",
    batches: [batchOf("arxiv", 3)],
  };
  await quiet.stored.store([eventsOfRun({ ...run, end: "running" })]);
  const row = page.getByRole("row").filter({ hasText: "papers-1.xml.gz" });
  await row.getByText("running").waitFor();
  await picture(page, "one-run");
  await quiet.stored.store([eventsOfRun(run)]);
  await row.getByText("completed").waitFor();
  expect(problems).toEqual([]);
});

test("a page with nothing to do shows a new thing at once, and keeps it out of the way of the pointer", async () => {
  const { page, problems } = await open(`${quiet.url}/?from=2024-04-01T00:00Z&to=2024-04-02T00:00Z`);
  await page.clock.install();
  await page.reload();
  await page.getByRole("heading", { name: "Nothing to do." }).waitFor();
  const at = (nth: number) => `2024-04-01T02:00:0${nth}.000Z`;
  const failed = (reason: string, nth: number) =>
    quiet.stored.store([
      failing({ at: at(nth), key: `raw-data/${reason}.gz`, batches: [] }, { reason, message: "bad" }),
    ]);
  const headings = () => page.locator(".todo-item h3").allTextContents();
  const later = async () => {
    await page.clock.fastForward(30_000);
    return headings();
  };
  // A busy machine may need several statuses.
  const soon = { timeout: 60_000, interval: 1_000 };
  const isWaiting = page.getByRole("button", { name: "Show 1 new" });
  await failed("truncated", 0);
  await expect.poll(later, soon).toEqual(["1 run failed: truncated"]);
  expect(await isWaiting.count()).toBe(0);

  // Somebody points at the list of runs, which would move.
  await page.locator(".run-row").first().hover();
  await failed("missing", 1);
  await expect.poll(async () => (await later()) && isWaiting.count(), soon).toBe(1);
  expect(await headings()).toEqual(["1 run failed: truncated"]);

  // Nobody points at anything, and the new thing comes by itself.
  await page.mouse.move(0, 0);
  await expect.poll(later, soon).toEqual(["1 run failed: truncated", "1 run failed: missing"]);

  // Somebody leaves the tab. The list is made again when this person comes back.
  await page.locator(".todo-item").first().hover();
  await setHidden(page, true);
  await quiet.stored.store([
    eventsOfRun({ at: at(0), key: "raw-data/truncated.gz", batches: [], end: "completed" }),
  ]);
  await failed("unknown-format", 2);
  await setHidden(page, false);
  await expect.poll(headings, soon).toEqual(["1 run failed: missing", "1 run failed: unknown-format"]);

  // The way back from another view keeps the time.
  await page.getByRole("link", { name: "Statistics", exact: true }).click();
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  expect(addressOf(page).get("from")).toBe("2024-04-01T00:00Z");
  await page.getByRole("link", { name: "Runs", exact: true }).click();
  expect(addressOf(page).get("from")).toBe("2024-04-01T00:00Z");
  expect(problems).toEqual([]);
});

/** Makes a page believe that its tab is hidden, or visible again. */
const setHidden = (page: Page, hidden: boolean) =>
  page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, get: () => ${hidden} });
    document.dispatchEvent(new Event("visibilitychange"));`);

test("runs that waited a day for their redrive leave the other bars their heights, and each has its time", async () => {
  const at = (nth: number) => new Date(Date.parse("2024-05-01T00:00:00.000Z") + nth * 600_000);
  const waitedHours = (nth: number) => (nth === 12 ? 25 : nth === 13 ? 37.2 : undefined);
  await quiet.stored.store(
    Array.from({ length: 30 }, (_, nth) => {
      const run = { at: at(nth).toISOString(), key: `raw-data/may-${nth}.gz` };
      const hours = waitedHours(nth);
      return hours === undefined
        ? eventsOfRun(run)
        : endedLater(failing(run, { reason: "missing", message: "gone" }), hours);
    }),
  );
  for (const [widthName, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await open(`${quiet.url}/?from=2024-05-01T00:00Z&to=2024-05-01T06:00Z`, {
        width,
        theme,
      });
      await showsRuns(page, "30 runs");
      await page.getByText("A bar with a gap is cut off.").waitFor();
      await page.locator(".runs-chart").scrollIntoViewIfNeeded();
      await picture(page, `chart-cut-${widthName}-${theme}`, { fullPage: false });
      expect(await tooWide(page)).toEqual([]);
      expect(problems).toEqual([]);
    }
});

/** Returns the events of a run whose last event came some hours later. */
const endedLater = (events: readonly RunEvent[], hours: number): readonly RunEvent[] =>
  events.map((event, nth) => {
    if (nth < events.length - 1) return event;
    const later = new Date(Date.parse(event.metadata.occurred_at) + hours * 3_600_000);
    return { ...event, metadata: { ...event.metadata, occurred_at: timestamp(later) } };
  });

test("a bad night is told at a glance, at each width and in both themes", async () => {
  for (const [widthName, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await open(night.url, { width, theme });
      await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
      await page.getByText("the file ends in the middle of a record").waitFor();
      const counts = Object.fromEntries(
        await Promise.all(
          ["Runs", "Failed", "Silent", "Rejected", "New papers", "Dead letters"].map(async (name) => [
            name,
            await card(page, name).locator("strong").textContent(),
          ]),
        ),
      );
      expect(counts).toMatchObject({
        Runs: "301",
        Failed: "17",
        Silent: "2",
        Rejected: "33",
        "Dead letters": "3",
      });
      const runsNote = card(page, "Runs").locator(".card-note");
      expect(await runsNote.textContent()).toBe("1 running, 12 wait");
      expect(await runsNote.getAttribute("title")).toBe(
        "Waiting for the processor: 12 uploads (1 more in work).",
      );
      await page.getByText(/^counted up to/).waitFor();
      await page.getByRole("row").filter({ hasText: "papers-now" }).waitFor();
      await page
        .locator(".todo")
        .getByText(/papers-011-of-the-night.xml.gz failed again, attempt 2, .*\d\d:\d\d:\d\d/)
        .waitFor();
      const { sum, moved } = await layoutShiftOf(page);
      expect(sum, `${widthName} ${theme}: ${moved}`).toBeLessThan(0.1);
      expect(await tooWide(page)).toEqual([]);
      expect(await cutTexts(page), `${widthName} ${theme}`).toEqual([]);
      await picture(page, `night-${widthName}-${theme}`, { fullPage: false });
      // The README shows this picture.
      if (widthName === "usual" && theme === "light") await picture(page, "dashboard", { fullPage: false });
      expect(await accessibilityProblems(page), `${widthName} ${theme}`).toEqual([]);
      expect(problems).toEqual([]);
    }
});

/** The parts of the first screen that are read after its first runs. */
type LatePart = "older-runs" | "status" | "attempts";

/**
 * Makes a page keep back the answers about some parts, until `release` names them. Parts that are released together are drawn in the same
 * frame.
 */
async function keepBack(page: Page) {
  await page.addInitScript(`{
    const asked = fetch;
    const kept = [];
    const released = new Set();
    const isKept = (part) => kept.some((each) => each.part === part);
    globalThis.release = async (parts) => {
      while (!parts.every(isKept)) await new Promise((again) => setTimeout(again, 10));
      for (const part of parts) released.add(part);
      for (const each of kept) if (released.has(each.part)) each.answer();
    };
    const partOf = (path) =>
      path.startsWith("/api/status") ? "status"
      : path.startsWith("/api/runs?") && path.includes("before=") ? "older-runs"
      : path.startsWith("/api/runs/begun-again") ? "attempts" : undefined;
    globalThis.fetch = async (path, request) => {
      const response = await asked(path, request);
      const part = partOf(path);
      if (part === undefined || released.has(part)) return response;
      const text = await response.text();
      await new Promise((answer) => kept.push({ part, answer }));
      return new Response(text, response);
    };
  }`);
  return (...parts: readonly LatePart[]) => page.evaluate(`release(${JSON.stringify(parts)})`);
}

const ORDERS: readonly (readonly (readonly LatePart[])[])[] = [
  [["older-runs", "status"], ["attempts"]],
  [["older-runs"], ["status"], ["attempts"]],
  [["status"], ["older-runs"], ["attempts"]],
];

test.each(
  Object.entries(WIDTHS).flatMap(([name, width]) =>
    THEMES.flatMap((theme) => ORDERS.map((order) => [name, theme, order, width] as const)),
  ),
)(
  "on a page of %s width, %s, the first screen hardly moves if its parts come as %j",
  async (_, theme, order, width) => {
    const { page } = await open("about:blank", { width, theme });
    const release = await keepBack(page);
    await page.goto(night.url);
    await showsRuns(page, "100 runs");
    await page.getByText("Reading what there is to do").waitFor();
    const shown: Readonly<Record<LatePart, () => Promise<unknown>>> = {
      "older-runs": () => showsRuns(page, "301 runs"),
      status: () => page.getByRole("heading", { name: "To do: 7 things" }).waitFor(),
      attempts: () => page.locator(".todo-again").getByText("attempt 2").first().waitFor(),
    };
    for (const parts of order) {
      await release(...parts);
      await Promise.all(parts.map((part) => shown[part]()));
    }
    const { sum, moved } = await layoutShiftOf(page);
    expect(sum, moved).toBeLessThan(0.1);
  },
);

test.each(Object.entries(WIDTHS))(
  "what stands beside and below the text about the runs stays where it is when the others are read, on a page of %s width",
  async (_, width) => {
    const { page } = await open("about:blank", { width });
    const release = await keepBack(page);
    await page.goto(night.url);
    const places = async () =>
      Promise.all(
        [".filter-line .copy-command", ".filter-line .found", ".runs-body"].map(async (selector) => {
          const box = await page.locator(selector).boundingBox();
          return [selector, box?.x, box?.y];
        }),
      );
    await release("status");
    await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
    await showsRuns(page, "100 runs");
    await page.locator(".found").getByText("Reading…").waitFor();
    const before = await places();
    await release("older-runs");
    await page.locator(".found").getByText("All runs of this time").waitFor();
    expect(await places()).toEqual(before);
  },
);

test("things to do that come late hardly move the runs, until all of them are asked for", async () => {
  const { page } = await open(night.url);
  const listed = Promise.withResolvers<void>();
  await page.route("**/api/status*", async (request) => {
    await listed.promise;
    await request.continue();
  });
  await page.reload();
  await showsRuns(page, "301 runs");
  const topOfRuns = async () => (await page.locator(".runs-body").boundingBox())?.y;
  const top = await topOfRuns();
  listed.resolve();
  await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
  const { sum, moved } = await layoutShiftOf(page);
  expect(sum, moved).toBeLessThan(0.1);
  // The first row of things is in view, with its buttons.
  const place = await page.locator(".late-todo > section").boundingBox();
  const button = await page.getByRole("button", { name: "Redrive all 12" }).boundingBox();
  expect((button?.y ?? Number.NaN) + (button?.height ?? 0)).toBeLessThanOrEqual(
    (place?.y ?? 0) + (place?.height ?? 0),
  );
  await picture(page, "night-late", { fullPage: false });
  const inView = await page.evaluate(`(() => {
    const { bottom } = document.querySelector(".late-todo > section").getBoundingClientRect();
    return [...document.querySelectorAll(".todo-item")]
      .filter((thing) => thing.getBoundingClientRect().bottom <= bottom).length;
  })()`);
  await page.getByRole("button", { name: "Show the whole list" }).press("Enter");
  await page.locator(".late-todo.limited").waitFor({ state: "detached" });
  expect(await topOfRuns()).toBeGreaterThan(top ?? Number.POSITIVE_INFINITY);
  // The first thing that was not in view has the focus.
  await expect
    .poll(() => page.evaluate(`[...document.querySelectorAll(".todo-item")].indexOf(document.activeElement)`))
    .toBe(inView);
  await picture(page, "night-late-all", { fullPage: false });
});

test.each(Object.entries(WIDTHS))(
  "of many things to do that come late, the first one is in view with its buttons on a page of %s width",
  async (name, width) => {
    const { page } = await open("about:blank", { width });
    const release = await keepBack(page);
    await page.goto(night.url);
    await page.getByText("Reading what there is to do").waitFor();
    await release("older-runs", "status");
    await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
    await release("attempts");
    const bottomOf = async (selector: string) => {
      const box = await page.locator(selector).first().boundingBox();
      return (box?.y ?? Number.NaN) + (box?.height ?? Number.NaN);
    };
    await page.locator(".todo-again").getByText("attempt 2").first().waitFor();
    await picture(page, `night-first-thing-${name}`, { fullPage: false });
    expect(await bottomOf(".todo-item")).toBeLessThanOrEqual(await bottomOf(".late-todo.limited > section"));
  },
);

test.each([
  [0, "Nothing to do."],
  [1, "To do: 1 thing"],
])(
  "%i things to do that come late take the height that they need, and the runs hardly move",
  async (count, title) => {
    for (const width of Object.values(WIDTHS)) {
      const { page } = await open("about:blank", { width });
      const listed = Promise.withResolvers<void>();
      await page.route("**/api/status*", async (request) => {
        await listed.promise;
        const response = await request.fetch();
        const status = z
          .object({ todo: z.array(z.unknown()) })
          .loose()
          .parse(await response.json());
        await request.fulfill({ response, json: { ...status, todo: status.todo.slice(0, count) } });
      });
      await page.goto(night.url);
      await showsRuns(page, "301 runs");
      listed.resolve();
      await page.getByRole("heading", { name: title }).waitFor();
      const heights = z
        .tuple([z.number(), z.number()])
        .parse(
          await page.evaluate(
            `[".late-todo", ".todo"].map((name) => document.querySelector(name).getBoundingClientRect().height)`,
          ),
        );
      expect(heights[0]).toBeLessThan(heights[1] + LINE_PX);
      expect(heights[0]).toBeGreaterThanOrEqual(heights[1]);
      const { sum, moved } = await layoutShiftOf(page);
      expect(sum, `${width}: ${moved}`).toBeLessThan(0.1);
      await picture(page, `night-late-${count}-${width}`, { fullPage: false });
    }
  },
);

test("cards, reasons and the chart filter, and the address restores what is shown", async () => {
  const { page, problems } = await open(night.url);
  await card(page, "New papers").locator(".card-note").getByText("arxiv").waitFor();
  await card(page, "Failed").focus();
  await page.keyboard.press("Enter");
  await showsRuns(page, "17 runs");
  expect(addressOf(page).get("show")).toBe("failed");
  await expectListInView(page);
  await page.getByRole("listitem").filter({ hasText: "5 runs failed" }).getByText("Show the runs").click();
  await showsRuns(page, "5 runs");
  await expectListInView(page);
  await page.reload();
  await showsRuns(page, "5 runs");
  await page.goBack();
  await showsRuns(page, "17 runs");
  const again = page.getByRole("row").filter({ hasText: "papers-011" });
  const top = async () => Math.round((await again.boundingBox())?.y ?? Number.NaN);
  await again.scrollIntoViewIfNeeded();
  const before = await top();
  await again.getByRole("link").click();
  await page.getByRole("complementary", { name: /^Run/ }).waitFor();
  await expect.poll(async () => Math.abs((await top()) - before)).toBeLessThan(3);
  await page.goBack();
  await again.getByText("failed again").waitFor();
  await picture(page, "night-failed-again", { fullPage: false });
  expect(await again.innerText()).toMatch(/truncated\s+attempt 2, .*\d\d:\d\d:\d\d/);
  await card(page, "Silent").click();
  await showsRuns(page, "2 runs");
  await page.getByRole("row").filter({ hasText: "papers-018" }).getByText("silent, redriven").waitFor();
  expect(
    await page.getByRole("row").filter({ hasText: "papers-017" }).locator(".outcome").textContent(),
  ).toBe("silent");
  await card(page, "Rejected").click();
  await showsRuns(page, "5 runs");
  await picture(page, "night-rejected", { fullPage: false });
  await card(page, "Rejected").click();
  await showsRuns(page, "301 runs");
  await page
    .getByRole("listitem")
    .filter({ hasText: "12 runs failed" })
    .getByText(/^and \d+ more$/)
    .click();
  await showsRuns(page, "12 runs");

  const missing = page.getByRole("listitem").filter({ hasText: "Nothing came from pubmed" });
  await missing.getByText("Show the runs").click();
  await showsRuns(page, "1 run");
  await expectListInView(page);
  expect(await page.getByLabel("Time range").inputValue()).toBe("night");
  await page.getByRole("button", { name: /^source pubmed on \d{4}-\d\d-\d\d \(UTC\)/ }).click();
  await showsRuns(page, "301 runs");
  expect(addressOf(page).toString()).toBe("");
  await page.goBack();
  await showsRuns(page, "1 run");
  await page.goBack();
  await showsRuns(page, "12 runs");
  await page.getByRole("button", { name: "Remove all" }).click();
  await showsRuns(page, "301 runs");

  const chart = page.locator(".runs-chart .u-over");
  await chart.scrollIntoViewIfNeeded();
  const box = await chart.boundingBox();
  if (!box) throw new Error("the chart has no place");
  await page.mouse.move(box.x + 2, box.y + 50);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 8, box.y + 60, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/selected=/);
  const shown = Number.parseInt((await rowCount(page).textContent()) ?? "", 10);
  const [from, to] = (addressOf(page).get("selected") ?? "").split("..").map((moment) => Date.parse(moment));
  const starts = Array.from({ length: 300 }, (_, nth) => lastNight(NOW).from.getTime() + nth * 60_000);
  expect(shown).toBe(starts.filter((ms) => ms >= (from ?? 0) && ms < (to ?? 0)).length);
  await picture(page, "night-selected", { fullPage: false });
  await page.reload();
  await showsRuns(page, `${shown} runs`);
  await page.getByTitle(/^Remove this filter/).click();
  await showsRuns(page, "301 runs");
  const took = page.getByRole("columnheader", { name: "Took" });
  const firstTook = () => page.locator(".run-row .col-took:is(td)").first().textContent();
  await took.getByRole("button").click();
  await expect.poll(firstTook).toBe("8 s");
  expect(await took.getAttribute("aria-sort")).toBe("descending");
  expect(addressOf(page).get("sort")).toBe("took");
  await page.getByRole("columnheader", { name: "Uploaded" }).getByRole("button").click();
  await expect.poll(firstTook).toBe("–");

  await page.getByLabel("Time range").selectOption("30d");
  await showsRuns(page, "308 runs");
  await page.getByLabel("Time range").selectOption("custom");
  await give(page, "From", "11/28/2026 6:00 PM");
  expect(await page.getByLabel("From", { exact: true }).getAttribute("aria-invalid")).toBe("true");
  expect(addressOf(page).get("from")).not.toContain("18:00");
  await give(page, "From", "2001-01-01 00:00");
  await give(page, "To", "2001-01-02T13:30");
  await page.getByText("No runs in this time.").waitFor();
  expect(await page.getByLabel("To", { exact: true }).inputValue()).toBe("2001-01-02 13:30");
  await give(page, "To", "2000-01-01");
  await page.getByRole("alert").getByText("It is before the beginning of the range").waitFor();
  await showsRuns(page, "308 runs");
  expect(problems).toEqual([]);
});

test.each([
  ["from=abc", ["from=abc"], "301 runs"],
  ["from=2026-01-01&to=2025-01-01&range=7d", ["to=2025-01-01"], "308 runs"],
  ["day=2026-99-99", ["day=2026-99-99"], "301 runs"],
  ["show=failed&status=broken&run=abc", ["status=broken", "run=abc"], "17 runs"],
  ["view=nowhere&range=yesteryear", ["view=nowhere", "range=yesteryear"], "301 runs"],
])(
  "an address with %s says what is left out, shows the rest, and is fixed by a click",
  async (search, wrong, runs) => {
    const { page, problems } = await open(`${night.url}/?${search}`);
    const alert = page.getByRole("alert").filter({ hasText: "in the address cannot be used" });
    for (const each of wrong) await alert.getByText(each, { exact: true }).waitFor();
    await showsRuns(page, runs);
    await page.getByRole("heading", { name: /^To do: / }).waitFor();
    expect(await page.getByText(/Reading|This cannot be read/).count()).toBe(0);
    if (search === "from=abc") {
      for (const [name, width] of Object.entries(WIDTHS)) {
        await page.setViewportSize({ width, height: 900 });
        await picture(page, `address-fault-${name}`, { fullPage: false });
      }
      expect(await accessibilityProblems(page)).toEqual([]);
    }
    await alert.getByRole("button", { name: /^Remove/ }).click();
    await alert.waitFor({ state: "detached" });
    for (const each of wrong) expect(page.url()).not.toContain(each);
    await showsRuns(page, runs);
    expect(problems).toEqual([]);
  },
);

test("an address of another view says what is left out too", async () => {
  const { page, problems } = await open(`${night.url}/?view=statistics&days=9&by=size&show=failed`);
  for (const each of ["days=9", "by=size", "show=failed"])
    await page.getByRole("alert").getByText(each, { exact: true }).waitFor();
  await page.getByRole("button", { name: "14 days", pressed: true }).waitFor();
  await page.goto(`${night.url}/?view=events&type=begun&trace=-`);
  for (const each of ["type=begun", "trace=-"])
    await page.getByRole("alert").getByText(each, { exact: true }).waitFor();
  await page.getByRole("button", { name: "Remove them" }).click();
  await page.waitForURL(`${night.url}/?view=events`);
  expect(problems).toEqual([]);
});

/** Writes a moment into a field, and leaves it. */
async function give(page: Page, label: string, text: string) {
  await page.getByLabel(label, { exact: true }).fill(text);
  await page.getByLabel(label, { exact: true }).press("Enter");
}

/** Waits until the head of the list has the focus and is visible in the window. */
const expectListInView = (page: Page) =>
  expect
    .poll(
      () =>
        page.evaluate(`(() => {
          const { top, bottom } = document.querySelector(".filter-line").getBoundingClientRect();
          return [document.activeElement.className, top >= -1 && bottom <= innerHeight];
        })()`),
      { timeout: 60_000 },
    )
    .toEqual(["filter-line", true]);

test("the keyboard alone goes from row to row, opens a run and searches", async () => {
  const { page, problems } = await open(night.url);
  await page.getByRole("row").filter({ hasText: "papers-now" }).waitFor();
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("j");
  await page.keyboard.press("k");
  await expect.poll(() => page.evaluate("document.activeElement?.textContent")).toContain("papers-299");
  await page.keyboard.press("Enter");
  await page.getByRole("complementary", { name: /^Run/ }).waitFor();
  const ulid = addressOf(page).get("run") ?? "";
  expect(ulid).toMatch(/^[0-9A-Z]{26}$/);
  await picture(page, "night-run-open", { fullPage: false });
  for (let press = 0; press < 80; press++) await page.keyboard.press("j");
  await expect.poll(() => page.evaluate("document.activeElement?.textContent")).toContain("papers-219");
  expect(await page.getByRole("row").count(), "only rows near the window are in the document").toBeLessThan(
    120,
  );

  await page.goto(night.url);
  await page.getByRole("row").filter({ hasText: "papers-now" }).waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("PAPERS-10");
  await showsRuns(page, "10 runs");
  await page.keyboard.press("Control+a");
  await page.keyboard.type(ulid.toLowerCase());
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.searchParams.get("run") === ulid);
  await page.keyboard.press("/");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("s3://raw/raw-data/night/papers-100-of-the-night.xml.gz");
  await page.keyboard.press("Enter");
  // A single hit opens by itself.
  await page
    .getByRole("complementary", { name: /^Run/ })
    .getByText("papers-100-of-the-night")
    .first()
    .waitFor();
  await showsRuns(page, "1 run");
  expect(await page.locator(".search-note").textContent()).toBe("");
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await page.keyboard.press("Control+a");
  await page.keyboard.type("papers-10");
  await page.keyboard.press("Enter");
  await page.getByText("10 runs have it in their file, source or reason.").waitFor();
  await expectListInView(page);
  for (const [text, note] of [
    [
      "s3://otherbucket/raw-data/night/papers-100-of-the-night.xml.gz",
      /of the bucket otherbucket\. Their files are in /,
    ],
    ["ARXIV:2401.00001", /^There is no paper arxiv:2401\.00001, /],
    ["nothing-like-this", /^No run, paper or file of this name\. /],
  ] as const) {
    await page.keyboard.press("/");
    await page.keyboard.press("Control+a");
    await page.keyboard.type(text);
    await page.keyboard.press("Enter");
    await page.locator(".search-note").getByText(note).waitFor();
    await page.locator(".run-list").getByText(note).waitFor();
    await showsRuns(page, "0 runs");
  }
  await picture(page, "search-nothing", { fullPage: false });
  expect(problems).toEqual([]);
});

test("a thing to do is done by a job, or copied as the command that does it", async () => {
  const { page } = await open(night.url);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const since = lastNight(NOW).from.toISOString();
  const item = page.getByRole("listitem").filter({ hasText: "12 runs failed" });
  await item.getByRole("button", { name: /^Copy as command: .*redrive/ }).click();
  await item.getByText("copied", { exact: true }).waitFor();
  expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
    `./paperledger redrive --failed-since ${since} --reason truncated`,
  );
  const redrive = item.getByRole("button", { name: "Redrive all 12", exact: true });
  await redrive.press("Enter");
  const question = page.getByRole("dialog", { name: "Redrive 12 runs?" });
  await question.getByText("no paper is written twice").waitFor();
  await picture(page, "question", { fullPage: false });
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await question.waitFor({ state: "detached" });
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("Redrive all 12");
  expect(night.performed).toEqual([]);
  await page.keyboard.press("Enter");
  await question.waitFor();
  await page.keyboard.press("Enter");
  await expect
    .poll(() => night.performed)
    .toEqual([{ kind: "redrive-failed-since", since, reason: "truncated" }]);
});

test("work on all runs since a time is not offered for a time with an end, where it would take more than is shown", async () => {
  const { from } = lastNight(NOW);
  const range = { from: from.toISOString(), to: new Date(from.getTime() + 6 * 3_600_000).toISOString() };
  const { page } = await open(`${night.url}/?${new URLSearchParams(range)}`);
  const item = page.getByRole("listitem").filter({ hasText: "12 runs failed" });
  await item.getByText("To redrive them together, choose a time without an end.").waitFor();
  expect(
    await page
      .locator(".todo")
      .getByRole("button", { name: /^Redrive all/ })
      .count(),
  ).toBe(0);
  expect(await page.locator(".todo").getByRole("button", { name: /since/ }).count()).toBe(0);
  // Work on one thing, or on all that wait now, is the same whatever the range is.
  await page.getByRole("button", { name: "Redrive papers-018" }).waitFor();
  await page.getByRole("button", { name: "Give all 3 back" }).waitFor();
  await picture(page, "night-ended-range", { fullPage: false });
});

test("a store that goes away is named, what was shown stays, and it is read again when it is back", async () => {
  const { page } = await open(night.url);
  await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
  night.isAway = true;
  await page.getByRole("alert").filter({ hasText: "the store is away" }).waitFor();
  expect(await rowCount(page).textContent()).toBe("301 runs");
  await page.getByRole("heading", { name: "To do: 7 things" }).waitFor();
  await picture(page, "store-away");
  night.isAway = false;
  await page.getByRole("alert").filter({ hasText: "the store is away" }).waitFor({ state: "detached" });
});

/** Returns the events of a run of an old file that began some minutes ago. */
const begunNow = (events: readonly RunEvent[], minutes: number): readonly RunEvent[] =>
  events.map((event, nth) => ({
    ...event,
    metadata: {
      ...event.metadata,
      occurred_at: timestamp(new Date(Date.now() - minutes * 60_000 + nth * 1_000)),
    },
  }));

test("the links of the things to do, and the cards, show just the runs that are counted there", async () => {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const old = (name: string) => ({ at: "2023-05-01T10:00:00.000Z", key: `raw-data/2023/${name}.xml.gz` });
  const rejected = { at: ago(9), key: "raw-data/rejected-and-redriven.xml.gz" };
  const written = eventsOfRun({ ...rejected, batches: [batchOf("arxiv", 1, ["no-id", 5])] });
  const of = parseTraceId(written[0]?.metadata.trace_id ?? "");
  const redrive = redriveKey(of, { redrive: "01HKZ0000000000000000000R1", rejects: 5, part: 1 });
  await quiet.stored.store([
    begunNow(
      failing(
        { ...old("failed-tonight"), batches: [] },
        { reason: "missing", message: "the object is gone" },
      ),
      8,
    ),
    begunNow(eventsOfRun({ ...old("rejected-tonight"), batches: [batchOf("arxiv", 1, ["no-id", 2])] }), 8),
    written,
    eventsOfRun({ at: ago(8), key: redrive, batches: [batchOf("arxiv", 5)] }),
  ]);
  const { page, problems } = await open(quiet.url);
  const files = () => page.locator(".runs-body .col-file").allTextContents();
  const todo = (text: string) => page.getByRole("listitem").filter({ hasText: text });
  await todo("2 records rejected in 1 run").getByText("Show the runs").click();
  await expect.poll(files).toEqual(["rejected-tonight.xml.gz"]);
  await todo("1 run failed: missing").getByText("Show the runs").click();
  await expect.poll(files).toEqual(["failed-tonight.xml.gz"]);
  await page.getByText("All runs that failed in this time, also runs of older files.").waitFor();
  expect(await page.locator(".filter-line .copy-command").getAttribute("title")).toMatch(
    /runs --failed-since \S+ --reason missing$/,
  );
  await card(page, "Rejected").click();
  await expect.poll(files).toEqual(["rejected-tonight.xml.gz"]);
  await page.getByText("1 run of an older file is listed below, and not drawn here.").waitFor();
  await picture(page, "rejected-of-an-old-file", { fullPage: false });
  expect(problems).toEqual([]);
});

const HOSTILE = [
  `<img src=x onerror="document.title='stolen'"><script>document.title='stolen'</script>`,
  "\u202Egnp.exe\u2066 كتاب‏ \u202E",
  `${"a very long name without an end ".repeat(30)}.xml.gz`,
  "'; --\u0000\u001b[31m $(7*7) {{7*7}} %3Cscript%3E",
];

test("hostile names and messages are text, and leave the page as it is", async () => {
  const at = Date.parse("2024-02-01T10:00:00.000Z");
  await quiet.stored.store(
    HOSTILE.map((name, nth) =>
      failing(
        { at: new Date(at + nth * 60_000).toISOString(), key: `raw-data/${name}` },
        { reason: "truncated", message: `${name} ${"x".repeat(10_000)}` },
      ),
    ),
  );
  for (const width of Object.values(WIDTHS)) {
    const { page, problems } = await open(`${quiet.url}/?from=2024-02-01T00:00Z&to=2024-02-02T00:00Z`, {
      width,
    });
    await showsRuns(page, "4 runs");
    await page.getByRole("heading", { name: /^To do/ }).waitFor();
    expect(await page.locator("img").count()).toBe(0);
    expect(await page.title()).toBe("paperledger");
    expect(await tooWide(page)).toEqual([]);
    const directions = await page.evaluate(
      "[...document.querySelectorAll('.run-row bdi')].map((text) => getComputedStyle(text).unicodeBidi)",
    );
    expect(directions).not.toEqual([]);
    expect(new Set(z.array(z.string()).parse(directions))).toEqual(new Set(["isolate"]));
    await picture(page, `hostile-${width}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(problems).toEqual([]);
  }
});

test("of more than 100 silent runs, the number of the others is told, and a click lists them all", async () => {
  await quiet.stored.store(
    Array.from({ length: 105 }, (_, nth) =>
      eventsOfRun({
        at: new Date(Date.parse("2024-03-01T00:00:00.000Z") + nth * 60_000).toISOString(),
        end: "running",
      }),
    ),
  );
  for (const [widthName, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await open(`${quiet.url}/?show=silent`, { width, theme });
      await showsRuns(page, "100 runs");
      await page.getByText("Only the newest: 5 more are silent.").waitFor();
      await page.getByRole("heading", { name: /^To do/ }).waitFor();
      expect(await tooWide(page)).toEqual([]);
      expect(await cutTexts(page), `${widthName} ${theme}`).toEqual([]);
      await page.locator(".filter-line").scrollIntoViewIfNeeded();
      await picture(page, `silent-many-${widthName}-${theme}`, { fullPage: false });
      expect(problems).toEqual([]);
    }
  const { page, problems } = await open(`${quiet.url}/?show=silent`);
  await page.getByRole("button", { name: "List all 105 silent runs" }).click();
  await showsRuns(page, "105 runs");
  await page.getByText("105 runs of older files are listed below, and not drawn here.").waitFor();
  expect(await page.getByRole("button", { name: /^List all/ }).count()).toBe(0);
  expect(problems).toEqual([]);
});
