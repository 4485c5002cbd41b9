import { timestamp } from "@paperledger/core/papers/paper";
import type { Reject } from "@paperledger/core/rejects/reject";
import { redriveKey } from "@paperledger/core/runs/redrives";
import { eventsOfRun, type RunToMake } from "@paperledger/core/statistics/run-statistics.fixture";
import { parseTraceId, type TraceId } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { BatchDone, RunEvent } from "@paperledger/events/run-event";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as z from "zod";
import { withVisibleMarks } from "../../page/pieces/visible-marks.ts";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import { dashboardOf, openPage, picture, startBrowser, THEMES, WIDTHS } from "./browser.fixture.ts";
import { type StoredLedger, storedLedger } from "./stored-ledger.fixture.ts";

const opened = new AsyncDisposableStack();
let browser: Awaited<ReturnType<typeof startBrowser>>;
let stored: StoredLedger;
let url: string;

/** Runs of all kinds, by their kind. */
const runs = new Map<string, TraceId>();

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

/** Markup, a script, direction marks, and a long text. */
const HOSTILE = `<img src=x onerror="document.title='owned'"><script>document.title='owned'</script>\u202Egnp.exe\u2066${"long ".repeat(2_000)}`;

const rejectOf = (record_number: number, more: Partial<Reject> = {}): Reject => ({
  reason: "no-id",
  message: `papers.gz, record ${record_number} at byte ${record_number * 100}: the entry has no <id>`,
  record_number,
  byte_offset: record_number * 100,
  paper_id: null,
  raw: `<entry><title>Paper ${record_number}</title></entry>`,
  raw_truncated: false,
  ...more,
});

/** Batches of 20 records, in order. */
const batchesOf = (count: number, change: (nth: number) => Partial<BatchDone> = () => ({})) =>
  Array.from({ length: count }, (_, nth) => {
    const records = { first: nth * 20 + 1, last: nth * 20 + 20 };
    return {
      records,
      position: { record_number: records.last, byte_offset: records.last * 3_000 },
      batch_ms: 20 + ((nth * 7) % 60),
      rejected: 0,
      upserted: 16,
      rejected_by_reason: {},
      by_source: { arxiv: { processed: 20, upserted: 16, duplicate: 4, rejected: 0, bytes: 60_000 } },
      ...change(nth),
    };
  });

async function storeRun(name: string, run: RunToMake, rejects: readonly Reject[] = []): Promise<TraceId> {
  const events = eventsOfRun(run);
  const traceId = parseTraceId(events[0]?.metadata.trace_id ?? "");
  const withRejects = await Promise.all(events.map((event) => withRejectsOf(event, traceId, rejects)));
  await stored.store([withRejects]);
  runs.set(name, traceId);
  return traceId;
}

/** Stores rejects as those of the first batch of a run. */
async function withRejectsOf(
  event: RunEvent,
  traceId: TraceId,
  rejects: readonly Reject[],
): Promise<RunEvent> {
  if (event.type !== "batch-done" || event.metadata.seq !== 1 || rejects.length === 0) return event;
  const reject_key = await stored.ledger.rejects.put({ traceId, seq: 1, first: 1, last: 20 }, rejects);
  return { ...event, data: { ...event.data, reject_key } };
}

/** Stores a run that failed 15 hours ago, and completed when it was redriven 14 hours later. */
async function storeRedriven(): Promise<void> {
  const run = { at: ago(900), key: "raw-data/2026/redriven.xml.gz", batches: batchesOf(3) };
  const traceId = await storeRun("redriven", { ...run, end: "failed" });
  const ended = timestamp(new Date(ago(60)));
  const completed = eventsOfRun(run)
    .filter(({ type }) => type === "completed")
    .map((event) => ({ ...event, metadata: { ...event.metadata, occurred_at: ended } }));
  await stored.store([completed]);
  const startedAt = timestamp(new Date(Date.parse(ended) - 4_000));
  const attempt = { traceId, startedAt, requestId: "request-of-the-redrive" };
  await stored.ledger.attempts.keep(attempt, { kind: "started" });
  await stored.ledger.attempts.keep(attempt, { kind: "ended", at: ended, status: "completed" });
}

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
  stored = await storedLedger();
  opened.defer(stored.stop);
  await storeRun("completed", {
    at: ago(100),
    key: "raw-data/2026/completed.xml.gz",
    batches: batchesOf(12),
  });
  const rejects = Array.from({ length: 25 }, (_, nth) => rejectOf(nth + 1));
  const rejected = {
    processed: 30,
    upserted: 3,
    duplicate: 0,
    rejected: 27,
    rejected_by_reason: { "no-id": 25, "bad-date": 2 },
    records: { first: 1, last: 30 },
    position: { record_number: 30, byte_offset: 9_000 },
    by_source: {
      arxiv: { processed: 10, upserted: 3, duplicate: 0, rejected: 7, bytes: 20_000 },
      unknown: { processed: 20, upserted: 0, duplicate: 0, rejected: 20, bytes: 40_000 },
    },
  };
  const ofRejects = await storeRun(
    "rejects",
    { at: ago(90), key: "raw-data/2026/rejects.xml.gz", batches: [rejected] },
    [
      ...rejects,
      rejectOf(26, {
        reason: "bad-date",
        message: "the table refused it",
        raw: "x".repeat(9_000),
        raw_truncated: true,
      }),
      rejectOf(27, { reason: "bad-date", entry: "folder/a.xml", paper_id: "arxiv:1" }),
    ],
  );
  await storeRun("redrive", {
    at: ago(80),
    key: redriveKey(ofRejects, { redrive: ulidOf(ofRejects), rejects: 27, part: 1 }),
    batches: [
      {
        ...rejected,
        processed: 27,
        upserted: 25,
        rejected: 2,
        rejected_by_reason: { "bad-date": 2 },
        records: { first: 1, last: 27 },
        position: { record_number: 27, byte_offset: 9_000 },
        by_source: { arxiv: { processed: 27, upserted: 25, duplicate: 0, rejected: 2, bytes: 9 } },
      },
    ],
  });
  await storeRun("failed", {
    at: ago(70),
    key: "raw-data/2026/failed.xml.gz",
    batches: batchesOf(3),
    end: "failed",
  });
  await storeRun("running", {
    at: ago(0.1),
    key: "raw-data/2026/running.xml.gz",
    batches: batchesOf(4),
    end: "running",
  });
  await storeRun("silent", {
    at: ago(300),
    key: "raw-data/2026/silent.xml.gz",
    batches: batchesOf(4),
    end: "running",
  });
  await storeRun(
    "hostile",
    {
      at: ago(60),
      key: `raw-data/${HOSTILE.slice(0, 900)}`,
      batches: [{ reject_key: null }],
    },
    [rejectOf(1, { message: HOSTILE, raw: HOSTILE, paper_id: HOSTILE })],
  );
  await storeRun("many", {
    at: ago(200),
    key: "raw-data/2026/many.xml.gz",
    batches: batchesOf(3_000, (nth) =>
      nth === 1_234
        ? { batch_ms: 5_000 }
        : nth % 500 === 0
          ? {
              upserted: 15,
              rejected: 1,
              rejected_by_reason: { "no-id": 1 },
              by_source: { arxiv: { processed: 20, upserted: 15, duplicate: 4, rejected: 1, bytes: 60_000 } },
            }
          : {},
    ),
  });
  await storeRedriven();
  const failed = runs.get("failed");
  if (failed)
    for (const [minute, end] of [
      [
        70,
        {
          kind: "interrupted",
          at: timestamp(new Date(ago(69))),
          by: { kind: "error", name: "TimeoutError", message: "S3 did not answer" },
        },
      ],
      [68, { kind: "ended", at: timestamp(new Date(ago(67))), status: "failed" }],
    ] as const) {
      const attempt = {
        traceId: failed,
        startedAt: timestamp(new Date(ago(minute))),
        requestId: `c6af9ac6-7b61-11e6-9a41-93e8deadbe${minute}`,
      };
      await stored.ledger.attempts.keep(attempt, { kind: "started" });
      await stored.ledger.attempts.keep(attempt, end);
    }
  const dashboard = await dashboardOf(stored);
  opened.defer(dashboard.stop);
  url = dashboard.url;
});
afterAll(() => opened.disposeAsync());

const addressOf = (name: string) => {
  const traceId = runs.get(name);
  if (!traceId) throw new Error(`no run ${name}`);
  return `${url}/?run=${ulidOf(traceId)}`;
};

/** Opens a run. Returns functions that inspect its page. */
async function openedRun(name: string, size: Parameters<typeof openPage>[2] = {}, more = "") {
  const { page, problems } = await openPage(browser, addressOf(name) + more, size);
  const panel = page.locator(".run-panel");
  await panel.locator(".run-sentence").waitFor();
  return { page, panel, problems };
}

describe("a run says in a sentence what happened", () => {
  test.each([
    ["completed", /^Completed in 13 s: 192 new, 48 known, none rejected\.$/, "completed"],
    [
      "rejects",
      /^Completed in 2 s: 3 new, 0 known, 27 rejected; its rejects were redriven once\.$/,
      "with rejects",
    ],
    [
      "failed",
      /^Failed after 4 s \(truncated\)\. Written before, and kept: 3 batches with 60 records\.$/,
      "failed",
    ],
    ["running", /^Running for \d.*: 4 batches with 80 records so far\.$/, "running"],
    [
      "redriven",
      /^Completed in 4 s of work, 1[34] h \d+ min after its first start \(redriven\): 48 new, .* It had failed before \(truncated\)\.$/,
      "completed, redriven",
    ],
    ["silent", /^Silent for \d h \d+ min after 4 batches with 80 records: it has not ended\./, "silent"],
  ])("%s", async (name, sentence, outcome) => {
    const { page, panel, problems } = await openedRun(name);
    expect(await panel.locator(".run-sentence").textContent()).toMatch(sentence);
    expect(await panel.locator(".run-file .outcome").textContent()).toBe(outcome);
    await panel.locator(".strip").waitFor();
    const redrives = await panel.getByRole("button", { name: "Redrive", exact: true }).count();
    expect(redrives).toBe(name === "failed" || name === "silent" ? 1 : 0);
    const heard = panel.locator(".run-facts").getByText(/^last heard$/);
    expect(await heard.count()).toBe(name === "silent" ? 1 : 0);
    const times = panel
      .locator(".run-counts")
      .first()
      .getByText(/^(took|worked|start to end)$/);
    expect(await times.allTextContents()).toEqual(
      name === "redriven" ? ["worked", "start to end"] : ["took"],
    );
    await picture(page, `run-${name}`);
    expect(problems).toEqual([]);
    await page.close();
  });
});

test("a run whose batches take long to read is open at once, and says how far the reading is", async () => {
  const { page, problems } = await openPage(browser, "about:blank");
  let asked = 0;
  const isRead = Promise.withResolvers<void>();
  await page.route("**/api/run/batches*", async (route) => {
    asked += 1;
    if (asked === 1) return route.fulfill({ json: { state: "reading", batches_read: 12_000 } });
    await isRead.promise;
    return route.continue();
  });
  await page.goto(addressOf("rejects"));
  const panel = page.locator(".run-panel");
  await panel.getByText("Reading 1 batch: 12,000 so far…").waitFor();
  await panel
    .locator(".run-sentence")
    .getByText(/^Completed in /)
    .waitFor();
  const times = panel.locator(".run-section dl").first();
  const readFromStatistics = await times.getByText(/ ms$/).allTextContents();
  expect(readFromStatistics.length).toBe(3);
  await picture(page, "run-reading");
  expect(await accessibilityProblems(page)).toEqual([]);
  isRead.resolve();
  await panel.locator(".strip").waitFor();
  // The same numbers, now from the batches themselves, and the slowest.
  expect((await times.getByText(/ ms$/).allTextContents()).slice(0, 3)).toEqual(readFromStatistics);
  expect(problems).toEqual([]);
  await page.close();
});

test("rejects open by reason, by pages, with their texts, and name the redrive that took them", async () => {
  const { page, panel, problems } = await openedRun("rejects");
  await panel.getByRole("button", { name: "no-id 25 (0 open)" }).click();
  await panel.locator(".rejects li").nth(19).waitFor();
  expect(await panel.locator(".rejects li").count()).toBe(20);
  await panel.getByRole("button", { name: "More" }).click();
  await panel.locator(".rejects li").nth(24).waitFor();
  await panel.getByText("the entry has no <id>").first().click();
  expect(await panel.locator(".rejects .text-block").first().textContent()).toBe(
    "<entry><title>Paper 1</title></entry>",
  );
  await panel.getByText("the entry has no <id>").nth(1).click();
  await picture(page, "run-rejects-open");
  expect(new URL(page.url()).searchParams.get("rejects")).toBe("no-id");

  await panel.getByRole("button", { name: /^bad-date 2/ }).click();
  await panel.getByText("the table refused it").click();
  const long = panel.getByRole("listitem").filter({ hasText: "the table refused it" });
  await long.getByText("The first 4,000 of 9,000 characters.").waitFor();
  // An open reason stays open after a job has ended and the run is read again. The address keeps it too.
  await panel.getByRole("button", { name: "Redrive the rejected records" }).click();
  const question = page.getByRole("dialog", { name: "Redrive 2 records?" });
  await question.getByText("The records of this run that are still rejected are read once more").waitFor();
  await picture(page, "run-rejects-question", { fullPage: false });
  expect(await panel.locator(".job-outcome").count()).toBe(0);
  await question.getByRole("button", { name: "Redrive the rejected records" }).click();
  await question.waitFor({ state: "detached" });
  await panel.locator(".job-outcome").getByText("done", { exact: true }).waitFor();
  expect(await panel.locator(".rejects details[open]").count()).toBe(3);
  await page.reload();
  await panel.locator(".rejects details[open] .text-block").nth(2).waitFor();
  const whole = await long.getByRole("link", { name: "Whole text" }).getAttribute("href");
  expect(await (await fetch(`${url}${whole}`)).text()).toBe("x".repeat(9_000));
  await panel.getByText("of folder/a.xml").waitFor({ state: "attached" });

  await panel.getByRole("region", { name: "Redrives of its rejects" }).getByRole("link").click();
  await panel.getByText("It redrives the rejected records of").waitFor();
  await panel
    .locator(".run-file")
    .getByText(/^redrive of 27 rejects of [0-9A-Z]{26}$/)
    .waitFor();
  expect(await panel.locator(".run-sentence").textContent()).toContain("25 new, 0 known, 2 rejected");
  expect(new URL(page.url()).searchParams.get("rejects")).toBeNull();
  await page.goBack();
  await panel.getByText("its rejects were redriven once").waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test("markup, scripts, marks of direction and great length are text", async () => {
  const { page, panel, problems } = await openedRun("hostile");
  await panel.locator(".reject-reasons button").click();
  await panel.locator(".rejects summary").click();
  expect(await panel.locator(".rejects .text-block").textContent()).toBe(
    withVisibleMarks(HOSTILE.slice(0, 4_000)),
  );
  await panel.locator(".strip").waitFor();
  await picture(page, "run-hostile");
  expect(await page.title()).toBe("paperledger");
  expect(await page.locator("img, .run-panel script").count()).toBe(0);
  expect(await widthBeyond(page)).toBe(0);
  // An unclosed direction mark does not turn the text around it: "arxiv" is read from left to right.
  expect(await isReadLeftToRight(page, "arxiv")).toBe(true);
  expect(problems).toEqual([]);
  await page.close();
});

/** Returns by how many pixels a page is wider than its window. */
const widthBeyond = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

/** Tells whether the first character of a text is left of its last one. */
const isReadLeftToRight = (page: Page, text: string) =>
  page.evaluate(`(() => {
    const wanted = ${JSON.stringify(text)};
    const walker = document.createTreeWalker(document.querySelector(".run-facts"), NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent.indexOf(wanted);
      if (at < 0) continue;
      const leftOf = (index) => {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + 1);
        return range.getBoundingClientRect().left;
      };
      return leftOf(at) < leftOf(at + wanted.length - 1);
    }
  })()`);

test("3,000 batches are a strip of bars, which the keyboard opens down to each of them", async () => {
  const { page, panel, problems } = await openedRun("many");
  const strip = panel.getByRole("slider");
  await strip.waitFor();
  const bars = await panel.locator(".strip-times rect").count();
  expect(bars).toBeGreaterThan(200);
  expect(bars).toBeLessThanOrEqual(240);
  const slowest = panel.getByRole("region", { name: "The slowest batches" });
  expect(await slowest.locator("tbody tr").first().textContent()).toMatch(/^1,2355 s/);
  await strip.focus();
  await page.keyboard.press("Home");
  await expect
    .poll(() => strip.getAttribute("aria-valuetext"))
    .toMatch(/^batches 1 to 13 · .*slowest \d+ ms · .*, 1 rejected/);
  await page.keyboard.press("ArrowRight");
  await picture(page, "run-many");
  await page.keyboard.press("Enter");
  await panel.getByRole("heading", { name: "14 to 26" }).waitFor();
  await panel.getByText("papers/s in these batches").waitFor();
  await expect.poll(() => panel.locator(".strip-times rect").count()).toBe(13);
  expect(new URL(page.url()).searchParams.get("batches")).toBe("14-26");
  await picture(page, "run-many-opened");
  await panel.getByRole("button", { name: "all batches" }).click();
  await expect.poll(() => panel.locator(".strip-times rect").count()).toBe(bars);
  expect(problems).toEqual([]);
  await page.close();
});

test("JSON has the lines of trace --json", async () => {
  const lines = async (name: string) => {
    const response = await fetch(`${addressOf(name).replace("/?run=", "/api/run/json?run=")}`);
    return (await response.text())
      .trimEnd()
      .split("\n")
      .map((line) => z.looseObject({ type: z.string() }).parse(JSON.parse(line)));
  };
  expect((await lines("rejects")).map(({ type }) => type)).toEqual([
    "run",
    ...Array.from({ length: 3 }, () => "run-event"),
    ...Array.from({ length: 27 }, () => "reject"),
  ]);
  expect(await lines("failed")).toMatchObject([
    { type: "run", run_status: "failed" },
    ...Array.from({ length: 5 }, () => ({ type: "run-event" })),
    { type: "attempt", request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbe70", end: { kind: "interrupted" } },
    {
      type: "attempt",
      request_id: "c6af9ac6-7b61-11e6-9a41-93e8deadbe68",
      end: { kind: "ended", status: "failed" },
    },
  ]);
});

test("on a narrow page the table of attempts keeps words whole, and needs no scrolling", async () => {
  const { page, panel } = await openedRun("failed", { width: WIDTHS.narrow });
  const table = panel.getByRole("region", { name: "Attempts" });
  await table.scrollIntoViewIfNeeded();
  await picture(page, "run-attempts-narrow");
  const end = table.getByText("failed", { exact: true });
  expect(await end.evaluate((text) => text.getClientRects().length)).toBe(1);
  expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  await page.close();
});

test("a run that there is not is said in a line, and is not asked for again", async () => {
  const page = await browser.newPage();
  await page.clock.install();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  const times = (path: string) => asked.filter((each) => each === path).length;
  await page.goto(`${url}/?run=01ARZ3NDEKTSV4RRFFQ69G5FAV`);
  await page.getByText("There is no run 01ARZ3NDEKTSV4RRFFQ69G5FAV.").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.clock.fastForward(20_000);
  await expect.poll(() => times("/api/jobs")).toBeGreaterThan(1);
  expect(times("/api/run")).toBe(1);
  await page.getByRole("button", { name: "Close" }).click();
  await expect.poll(() => page.locator(".run-panel").count()).toBe(0);
  await page.close();
});

test("a closed run gives the focus back to what opened it; where it covers the page, it takes the focus", async () => {
  const { page } = await openPage(browser, `${url}/?range=7d`, { width: WIDTHS.narrow });
  const focus = () => page.evaluate("[document.activeElement.className, document.activeElement.textContent]");
  const item = page.getByRole("listitem").filter({ hasText: "1 run failed" });
  for (const close of ["Escape", "Close"]) {
    await item.getByRole("link", { name: "failed.xml.gz" }).click();
    await expect.poll(() => page.evaluate("document.activeElement.className")).toBe("run-panel");
    if (close === "Escape") await page.keyboard.press("Escape");
    else await page.getByRole("button", { name: "Close" }).click();
    await expect.poll(focus).toEqual(["file", "failed.xml.gz"]);
    expect(new URL(page.url()).searchParams.get("run")).toBeNull();
    expect(await item.getByRole("link", { name: "failed.xml.gz" }).isVisible()).toBe(true);
  }
  // Every view can be reached at this width.
  const jobs = page.getByRole("navigation").getByRole("link", { name: "Jobs" });
  const box = await jobs.boundingBox();
  expect((box?.x ?? 0) + (box?.width ?? Number.NaN)).toBeLessThanOrEqual(WIDTHS.narrow);

  await page.setViewportSize({ width: WIDTHS.usual, height: 900 });
  const row = page.getByRole("row").filter({ hasText: "redriven.xml.gz" });
  expect(await row.locator(".col-outcome").textContent()).toBe("completed, redriven");
  expect(await row.locator(".col-took").textContent()).toMatch(/^1[34] h \d+ min$/);
  expect(await row.locator(".col-took").getAttribute("title")).toMatch(
    /^From its first start to its last end/,
  );
  await row.getByRole("link").press("Enter");
  await page.locator(".run-panel").getByRole("link", { name: "JSON" }).focus();
  await page.keyboard.press("Escape");
  await expect.poll(() => page.evaluate("document.activeElement.textContent")).toBe("redriven.xml.gz");
  await page.close();
});

describe.each(THEMES)("in the %s theme", (theme) => {
  test.each(Object.entries(WIDTHS))("a run fits, and axe finds nothing, %s", async (name, width) => {
    const { page, panel } = await openedRun("rejects", { width, theme }, "&view=jobs&rejects=bad-date");
    await panel.locator(".strip").waitFor();
    await panel.locator(".rejects summary").first().click();
    await picture(page, `run-${theme}-${name}`);
    expect(await widthBeyond(page)).toBe(0);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.close();
  });
});

test("a run says that a redrive of its rejects is under way, whoever started it, and when it has ended", async () => {
  const many = runs.get("many");
  if (!many) throw new Error("no run many");
  const redrive = {
    at: ago(1),
    key: redriveKey(many, { redrive: ulidOf(many), rejects: 6, part: 1 }),
    batches: [],
  };
  await stored.store([eventsOfRun({ ...redrive, end: "running" })]);
  const { page, panel, problems } = await openedRun("many");
  const note = panel.getByText("A redrive of its rejects is under way");
  await note.waitFor();
  const button = panel.getByRole("button", { name: "Redrive the rejected records" });
  expect(await button.isDisabled()).toBe(true);
  await picture(page, "run-redrive-under-way");
  const ended = eventsOfRun(redrive);
  await stored.store([ended]);
  await note.waitFor({ state: "detached" });

  // A redrive of that redrive reads the same rejects.
  const first = parseTraceId(ended[0]?.metadata.trace_id ?? "");
  const second = {
    at: ago(1),
    key: redriveKey(first, { redrive: ulidOf(first), rejects: 1, part: 1 }),
    batches: [],
  };
  const again = eventsOfRun({ ...second, end: "running" });
  await stored.store([again]);
  await page.reload();
  await note.getByText(ulidOf(again[0]?.metadata.trace_id ?? "")).waitFor();
  await stored.store([eventsOfRun(second)]);
  await note.waitFor({ state: "detached" });
  await page.goto(`${url}/?view=jobs`);
  await page.getByText("Only the jobs of this dashboard.").waitFor();
  await picture(page, "jobs-none", { fullPage: false });
  expect(problems).toEqual([]);
  await page.close();
});
