import { paperVersion, withdrawalVersion } from "@paperledger/core/papers/paper-version.fixture";
import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import { dashboardOf, openPage, picture, startBrowser, THEMES, WIDTHS } from "./browser.fixture.ts";
import { type StoredLedger, storedLedger } from "./stored-ledger.fixture.ts";

const opened = new AsyncDisposableStack();

/** Asks until the answer is right, because a busy machine is slow. */
const eventually = <Answer>(ask: () => Answer) => expect.poll(ask, { timeout: 60_000 });

let browser: Awaited<ReturnType<typeof startBrowser>>;
let stored: StoredLedger;
let url: string;

const runAt = (at: string, key: string) => ({
  at,
  key,
  trace_id: traceIdOf({ bucket: "raw", key, version: "1", eventTimeMs: Date.parse(at) }),
});

/** 45 versions of one paper, a day apart, each written by a run of its own. */
const CHAIN = Array.from({ length: 45 }, (_, nth) => {
  const at = new Date(Date.UTC(2026, 0, 1 + nth, 3)).toISOString();
  return runAt(at, `raw-data/${at.slice(0, 10)}/papers-${nth}.xml.gz`);
});
const LARGE = runAt("2026-03-01T03:00:00.000Z", "raw-data/2026-03-01/papers-large.xml.gz");
const EMPTY = runAt("2026-03-02T03:00:00.000Z", "raw-data/2026-03-02/papers-empty.xml.gz");

const HOSTILE = `<img src=x onerror="document.title='hit'"> \u202egnirts ${"very long ".repeat(1_000)}`;
const SOURCE_TEXT = `<entry>\n  <title>${HOSTILE}</title>\n${"  <filler>αβγ</filler>\n".repeat(8_000)}</entry>`;

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
  stored = await storedLedger();
  opened.defer(stored.stop);
  const { papers } = stored.ledger;
  for (const { at, trace_id } of CHAIN)
    await papers.upsert([paperVersion({ id: "arxiv:chain", updatedAt: at, trace_id, record_number: 7 })]);
  await stored.store(
    CHAIN.map(({ at, key }, nth) => {
      const before = CHAIN[nth - 1];
      const previous = before && { "arxiv:chain": { trace_id: before.trace_id, record_number: 7 } };
      return eventsOfRun({
        at,
        key,
        batches: [{ upserted_ids: ["arxiv:chain"], ...(previous && { previous }) }],
      });
    }),
  );
  const ids = Array.from({ length: 150 }, (_, nth) => `arxiv:large.${nth}`);
  const [first = "", second = ""] = ids;
  await papers.upsert([
    paperVersion({ id: first, trace_id: LARGE.trace_id, record_number: 1 }),
    paperVersion({
      id: second,
      updatedAt: "2026-03-04T00:00:00Z",
      trace_id: EMPTY.trace_id,
      record_number: 40,
    }),
  ]);
  await stored.store([
    eventsOfRun({
      ...LARGE,
      batches: Array.from({ length: 6 }, (_, nth) => ({ upserted_ids: ids.slice(nth * 25, (nth + 1) * 25) })),
    }),
    eventsOfRun({ ...EMPTY, batches: [{ upserted: 0, upserted_ids: [] }] }),
  ]);
  await stored.gzipPapers.upsert([
    paperVersion({
      id: "arxiv:hostile'$(x)",
      title: HOSTILE,
      abstract: `${HOSTILE}\n\nSecond part.`,
      authors: Array.from({ length: 60 }, (_, nth) =>
        nth === 0 ? "<b>A</b>. \u202erohtuA" : `N. Author ${nth}`,
      ),
      categories: ["cs.DL", "<i>x</i>"],
      doi: "10.5072/<script>",
      published_date: "2026-01",
      raw_xml: SOURCE_TEXT,
    }),
  ]);
  await papers.upsert([paperVersion({ id: "arxiv:2401.00007" }), paperVersion({ id: "doi:10.5072/loom" })]);
  await papers.upsert([paperVersion({ id: "arxiv:withdrawn", raw_xml: "<entry/>" })]);
  await papers.upsert([withdrawalVersion({ id: "arxiv:withdrawn" })]);
  await papers.upsert([withdrawalVersion({ id: "arxiv:gone" })]);
  const dashboard = await dashboardOf(stored);
  opened.defer(dashboard.stop);
  url = `${dashboard.url}/?view=papers`;
});
afterAll(() => opened.disposeAsync());

test("a paper is found by the usual ways to name it, in both searches", async () => {
  const { page, problems } = await openPage(browser, url);
  for (const [box, text, id] of [
    ["Paper or run", "ARXIV:2401.00007", "arxiv:2401.00007"],
    ["Paper or run", "10.5072/Loom", "doi:10.5072/loom"],
    ["Search a run, paper, file or S3 key", "2401.00007v2", "arxiv:2401.00007"],
    ["Search a run, paper, file or S3 key", "https://doi.org/10.5072/LOOM", "doi:10.5072/loom"],
  ] as const) {
    await page.getByRole("searchbox", { name: box }).fill(text);
    await page.getByRole("searchbox", { name: box }).press("Enter");
    await page.waitForURL((address) => address.searchParams.get("paper") === id);
    await page.locator(".paper-head").getByText(id, { exact: true }).waitFor();
  }
  await page.getByRole("searchbox", { name: "Paper or run" }).fill("2401.99999");
  await page.getByRole("searchbox", { name: "Paper or run" }).press("Enter");
  await page.getByText("There is no paper 2401.99999.").waitFor();
  expect(problems.filter((problem) => !/ 40[04] /.test(problem))).toEqual([]);
  await page.close();
});

const paperUrl = (id: string) => `${url}&${new URLSearchParams({ paper: id })}`;

test("without an id it says how a paper is found, and the keyboard alone finds one and its first run", async () => {
  const { page, problems } = await openPage(browser, url);
  await page.getByText("Give the id of a paper, or a run").waitFor();
  await picture(page, "papers-none");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole("searchbox", { name: "Paper or run" }).focus();
  await page.keyboard.type("arxiv:chain");
  await page.keyboard.press("Enter");
  const versions = page.getByRole("region", { name: "Versions", exact: true });
  await versions.waitFor();
  expect(new URL(page.url()).searchParams.get("paper")).toBe("arxiv:chain");
  expect(await versions.getByRole("row").count()).toBe(1 + 20);
  const newest = CHAIN.at(-1);
  expect(await versions.getByRole("row").nth(1).innerText()).toContain(ulidOf(newest?.trace_id ?? ""));
  await picture(page, "paper-chain");

  const earlier = page.getByRole("button", { name: "Earlier versions" });
  for (const count of [40, 45]) {
    await earlier.press("Enter");
    await eventually(() => versions.getByRole("row").count()).toBe(1 + count);
  }
  expect(await earlier.count()).toBe(0);
  expect(await versions.getByRole("row").last().innerText()).toMatch(/papers-0\.xml\.gz/);
  await versions.getByRole("link").first().press("Enter");
  await eventually(() => new URL(page.url()).searchParams.get("run")).toBe(ulidOf(newest?.trace_id ?? ""));
  // The source of this paper knows the date alone, so no time of day is shown.
  await page.goto(`${new URL(url).origin}/?view=papers&paper=arxiv:large.1`);
  await page.locator(".paper time").getByText("2026-03-04", { exact: true }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test("hostile texts and a source text kept as gzip are shown as text, in each width and theme", async () => {
  for (const [name, width] of Object.entries(WIDTHS))
    for (const theme of THEMES) {
      const { page, problems } = await openPage(browser, paperUrl("arxiv:hostile'$(x)"), { width, theme });
      await page.getByRole("heading", { level: 2, name: "gnirts" }).waitFor();
      await page.getByText("40 more").waitFor();
      const text = page.getByRole("region", { name: "Source text", exact: true });
      expect(await text.innerText()).toContain("<filler>αβγ</filler>");
      expect(await page.locator("main img, main script, main b, main i:not([aria-hidden])").count()).toBe(0);
      expect(await page.title()).toBe("paperledger");
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(problems).toEqual([]);
      await picture(page, `paper-hostile-${name}-${theme}`);
      if (name === "usual" && theme === "light") {
        expect(
          await page.getByRole("button", { name: /Copy as command: .*hostile/ }).getAttribute("title"),
        ).toBe(`./paperledger papers 'arxiv:hostile'\\''$(x)'`);
        const [download] = await Promise.all([
          page.waitForEvent("download"),
          page.getByRole("link", { name: "Download" }).click(),
        ]);
        const chunks = await Array.fromAsync(await download.createReadStream());
        expect(Buffer.concat(chunks).toString()).toBe(SOURCE_TEXT);
        expect(download.suggestedFilename()).toBe("arxiv_hostile___x_.xml");
      }
      await page.close();
    }
});

test("a withdrawn paper says so, and whether a text of it is known", async () => {
  const { page, problems } = await openPage(browser, paperUrl("arxiv:withdrawn"));
  await page.getByText("The text below is the newest that came before that.").waitFor();
  await picture(page, "paper-withdrawn");
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.goto(paperUrl("arxiv:gone"));
  await page.getByText("Only the withdrawal is known: no text of the paper came.").waitFor();
  await picture(page, "paper-withdrawn-alone");
  expect(problems).toEqual([]);
  await page.close();
});

test("the papers of a run come by pages, each with what became of its version", async () => {
  const { page, problems } = await openPage(browser, `${url}&of=${ulidOf(LARGE.trace_id)}`, {
    width: 800,
  });
  const papers = page.getByRole("region", { name: "Papers of the run" });
  await papers.waitFor();
  expect(await papers.getByRole("row").count()).toBe(1 + 100);
  expect(await papers.getByRole("row").nth(1).innerText()).toContain("still this version");
  expect(await papers.getByRole("row").nth(2).innerText()).toMatch(/replaced by record 40 of 01/);
  expect(await papers.getByRole("row").nth(3).innerText()).toContain("no longer in the table");
  await picture(page, "papers-of-run");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByText("150 papers shown.").waitFor();
  expect(await page.getByRole("button", { name: "More" }).count()).toBe(0);
  await page.goto(`${url}&of=${ulidOf(EMPTY.trace_id)}`);
  await page.getByText("The run wrote no paper").waitFor();
  expect(problems).toEqual([]);
  await page.close();
});

test("an id that is none, and a paper and a run that are not there, are each said", async () => {
  const { page } = await openPage(browser, paperUrl("arxiv:not-there"));
  await page.getByText("There is no paper arxiv:not-there.").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.goto(paperUrl("no id"));
  await page.getByText("There is no paper no id.").waitFor();
  await page.goto(`${url}&of=01KJXXXXXXXXXXXXXXXXXXXXXX`);
  await page.getByText("There is no run 01KJXXXXXXXXXXXXXXXXXXXXXX.").waitFor();
  expect(await page.getByRole("alert").count()).toBe(0);
  await page.close();
});
