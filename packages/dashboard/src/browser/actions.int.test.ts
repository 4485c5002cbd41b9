import { request } from "node:http";
import { connect } from "node:net";
import type { DeadLetters } from "@paperledger/core/dead-letters/dead-letters";
import { eventsOfRun } from "@paperledger/core/statistics/run-statistics.fixture";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { withVisibleMarks } from "../../page/pieces/visible-marks.ts";
import type { Action } from "../jobs/action.ts";
import type { JobOutput } from "../jobs/job-output.ts";
import { accessibilityProblems } from "./accessibility.fixture.ts";
import { failing } from "./bad-night.fixture.ts";
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

const HOSTILE = "\u202Egnp.exe <img src=x onerror=\"document.title='owned'\">";

const events = eventsOfRun({ at: "2026-03-01T02:00:00.000Z", key: "raw-data/night.xml.gz", end: "failed" });
const traceId = events[0]?.metadata.trace_id ?? "";

const LETTERS: readonly DeadLetters[] = [
  {
    place: "uploads",
    count: 14,
    oldestAt: "2026-03-01T02:00:00.000Z",
    some: [
      {
        at: "2026-03-01T02:00:00.000Z",
        about: `raw-data/${HOSTILE}.gz`,
        text: JSON.stringify({ Records: [{ s3: { object: { key: HOSTILE } } }] }),
      },
    ],
  },
  {
    place: "deliveries",
    count: 1,
    oldestAt: "2026-03-01T03:00:00.000Z",
    some: [{ at: "2026-03-01T03:00:00.000Z", about: `${traceId}:7`, text: "x".repeat(30_000) }],
  },
];

const opened = new AsyncDisposableStack();
let browser: Awaited<ReturnType<typeof startBrowser>>;
let stored: StoredLedger;
let url: string;

/** The actions that the page has started, and the result that each gets. */
const performed: Action[] = [];
let perform: (output: JobOutput, stop: AbortSignal) => Promise<number>;
let problem: Error | undefined;

beforeAll(async () => {
  browser = await startBrowser();
  opened.defer(() => browser.close());
  stored = await storedLedger(LETTERS);
  opened.defer(stored.stop);
  await stored.store([events]);
  const dashboard = await dashboardOf(stored, {
    place: { kind: "laptop", name: "night", options: "--data night", version: "0.1.0" },
    errorText: (error) => (error instanceof Error ? error.message : String(error)),
    readLedger: async (read) => {
      if (problem) throw problem;
      return read({
        ...stored.ledger,
        deadLetters: async (place, look) => {
          if (place === "stream") throw new Error("s3:ListBucket on discarded is denied");
          return stored.ledger.deadLetters(place, look);
        },
      });
    },
    perform(action, output, stop) {
      performed.push(action);
      return perform(output, stop);
    },
  });
  opened.defer(dashboard.stop);
  url = dashboard.url;
});
afterAll(() => opened.disposeAsync());
beforeEach(() => {
  performed.length = 0;
  problem = undefined;
  perform = async () => 0;
});

const runUrl = () => `${url}/?run=${ulidOf(traceId)}`;

describe("a redrive", () => {
  test("shows how far it is, and its outcome where it was started, in the tray and among the jobs", async () => {
    const going = Promise.withResolvers<number>();
    perform = async ({ print, progress }) => {
      progress("1 under way, 12 records processed");
      print("Run is handed to the processor: it resumes at its last batch-done.");
      const code = await going.promise;
      print(`failed again: truncated: ${HOSTILE}`);
      return code;
    };
    const { page, problems } = await openPage(browser, runUrl());
    await page.clock.install();
    await page.getByRole("button", { name: "Redrive", exact: true }).click();
    const panel = page.locator(".run-panel");
    await panel.getByText("1 under way, 12 records processed").waitFor();
    await page.locator(".jobs-tray").getByText("running").waitFor();
    await picture(page, "redrive-running");
    expect(performed).toEqual([{ kind: "redrive-run", trace_id: traceId }]);
    going.resolve(1);
    await panel.getByText("failed again: truncated").waitFor();
    await page.locator(".jobs-tray").getByText("failed again", { exact: true }).waitFor();
    await picture(page, "redrive-failed");
    // A job that failed stays until somebody closes it. It has room of its own below the page.
    await page.clock.fastForward(60_000);
    expect(await page.locator(".jobs-tray").getByRole("button", { name: "Close" }).isVisible()).toBe(true);
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    const gap = `document.querySelector(".jobs-tray").getBoundingClientRect().top - document.querySelector("main").getBoundingClientRect().bottom`;
    // Heights are parts of a pixel.
    expect(await page.evaluate(gap)).toBeGreaterThan(-1);

    // One that succeeded closes by itself.
    perform = async () => 0;
    await panel.getByRole("button", { name: "Redrive", exact: true }).click();
    await page.locator(".jobs-tray").getByText("done", { exact: true }).waitFor();
    await page.clock.fastForward(5_000);
    await page.locator(".jobs-tray").waitFor({ state: "detached" });

    await page.goto(`${url}/?view=jobs`);
    const job = page.locator(".job").nth(1);
    await job.waitFor();
    expect(await job.textContent()).toMatch(/^failed againredrive [0-9A-Z]{26}/);
    expect(await job.textContent()).toContain("exit code 1");
    await job.getByRole("link", { name: "the run" }).waitFor();
    expect(await page.title()).toBe("paperledger");
    expect(problems).toEqual([]);
    await page.close();
  });

  test("is cancelled from the list of jobs, and a job of many lines shows all of them on demand", async () => {
    perform = ({ print }, stop) => {
      for (let nth = 1; nth <= 40; nth++) print(`line ${nth}`);
      return new Promise((resolve) => stop.addEventListener("abort", () => resolve(130)));
    };
    const { page } = await openPage(browser, runUrl());
    await page.getByRole("button", { name: "Redrive", exact: true }).click();
    await page.goto(`${url}/?view=jobs`);
    const job = page.locator(".job").first();
    await job.getByRole("button", { name: "All lines" }).click();
    await job.getByText("line 1", { exact: false }).first().waitFor();
    await expect.poll(async () => (await job.locator("pre").textContent())?.split("\n").length).toBe(40);
    await job.getByRole("button", { name: "Cancel" }).click();
    await job.getByText("cancelled").waitFor();
    await page.close();
  });

  test("that the server refuses says why", async () => {
    const { page } = await openPage(browser, runUrl());
    await page.getByRole("button", { name: "Redrive", exact: true }).waitFor();
    await page.evaluate('document.querySelector("meta[name=paperledger-token]").remove()');
    await page.route("**/api/jobs", (route) =>
      route.request().method() === "POST"
        ? route.continue({ headers: { ...route.request().headers(), "x-paperledger-token": "other" } })
        : route.continue(),
    );
    await page.getByRole("button", { name: "Redrive", exact: true }).click();
    await page.getByText("this page is of an earlier start of the dashboard: load it again").waitFor();
    expect(performed).toEqual([]);
    await page.close();
  });

  test("can be copied as a command, with the options of its place", async () => {
    const context = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
    const page = await context.newPage();
    await page.goto(runUrl());
    await page
      .getByRole("button", { name: /^Copy as command: .* redrive [0-9A-Z]{26} --data night$/ })
      .click();
    await page.getByText("copied").waitFor();
    expect(await page.evaluate("navigator.clipboard.readText()")).toBe(
      `./paperledger redrive ${ulidOf(traceId)} --data night`,
    );
    await context.close();
  });
});

test("the first screen keeps its places when redrives end: what is settled stays, what is new waits", async () => {
  const runs = ["unknown-format", "truncated", "missing"].map((reason, nth) => ({
    reason,
    at: `2026-03-02T02:00:0${nth}.000Z`,
    key: `raw-data/${reason}.xml.gz`,
  }));
  const [unknownFormat, truncated, missing] = runs;
  if (!truncated || !missing || !unknownFormat) throw new Error("three runs");
  await stored.store([truncated, missing].map((run) => failing(run, { reason: run.reason, message: "bad" })));
  perform = async ({ print }) => {
    await stored.store([
      eventsOfRun({ ...truncated, end: "completed" }),
      failing(unknownFormat, { reason: "unknown-format", message: "bad" }),
    ]);
    print(`1 of 1 run completed. ${"very long ".repeat(50)}`);
    return 0;
  };
  const { page, problems } = await openPage(browser, `${url}/?from=2026-03-02T00:00:00.000Z`);
  const item = page.locator(".todo-item").filter({ hasText: "1 run failed: truncated" });
  await item.getByRole("button", { name: "Redrive it" }).waitFor();
  await page.locator(".run-row").nth(2).waitFor();
  const before = await layoutShiftOf(page);
  const placesBefore = await placesOf(page);
  await item.getByRole("button", { name: "Redrive it" }).click();
  await item.getByText(/^No longer to do since .*1 of 1 run completed\./).waitFor();
  await page.getByRole("button", { name: "Show 1 new" }).waitFor();
  await picture(page, "todo-settled");
  // A browser does not count what moves within half a second after a click. So the places are compared too.
  expect(await placesOf(page)).toEqual(placesBefore);
  expect(await widthBeyond(page)).toBe(0);
  const settled = page.locator(".todo-item.settled");
  const [box, link] = [await settled.boundingBox(), await settled.locator(".todo-settled a").boundingBox()];
  expect((link?.x ?? 0) + (link?.width ?? 0)).toBeLessThan((box?.x ?? 0) + (box?.width ?? 0));
  const after = await layoutShiftOf(page);
  // The words in the tray of jobs change, and move a little.
  expect(after.sum - before.sum, after.moved).toBeLessThan(0.001);
  await page.getByRole("button", { name: "Show 1 new" }).click();
  await page.locator(".todo-item").last().getByText("1 run failed: unknown-format").waitFor();
  // Somebody who goes elsewhere and comes back sees only what is to do.
  await page.getByRole("link", { name: "Jobs", exact: true }).click();
  await page.goBack();
  await page.locator(".todo-item").first().getByText("1 run failed: missing").waitFor();
  expect(await page.locator(".todo-item.settled").count()).toBe(0);
  expect(problems).toEqual([]);
  await page.close();
});

test("the button at the place of a silent run never redrives another one, and each button names its run", async () => {
  const silent = (name: string, end: "running" | "completed") =>
    eventsOfRun({
      at: `2024-06-01T02:00:0${"abc".indexOf(name)}.000Z`,
      key: `raw-data/silent-${name}.gz`,
      batches: [],
      end,
    });
  await stored.store([silent("a", "running"), silent("b", "running")]);
  const { page, problems } = await openPage(browser, `${url}/?from=2024-06-01T00:00Z&to=2024-06-02T00:00Z`);
  const buttons = page.locator(".todo-item.silent-runs .todo-actions button").filter({ hasText: /^Redrive/ });
  await buttons.last().waitFor();
  await picture(page, "silent-begin");
  expect(await buttons.allTextContents()).toEqual(["Redrive silent-b.gz", "Redrive silent-a.gz"]);
  const place = await buttons.first().boundingBox();
  if (!place) throw new Error("no button");
  await page.mouse.move(place.x + 5, place.y + 5);
  perform = async () => {
    await stored.store([silent("b", "completed"), silent("c", "running")]);
    return 0;
  };
  // Another job ends, so the page reads the things to do again.
  await buttons.last().press("Enter");
  await page.getByRole("button", { name: "Show 1 new" }).waitFor();
  await page.mouse.click(place.x + 5, place.y + 5);
  expect(await buttons.allTextContents()).toEqual(["Redrive silent-b.gz", "Redrive silent-a.gz"]);
  expect(await buttons.first().isDisabled()).toBe(true);
  await picture(page, "silent-in-place");
  await page.getByRole("button", { name: "Show 1 new" }).click();
  await expect
    .poll(() => buttons.allTextContents())
    .toEqual(["Redrive silent-b.gz", "Redrive silent-a.gz", "Redrive silent-c.gz"]);
  expect(performed).toHaveLength(1);
  await picture(page, "silent-shown");
  expect(problems).toEqual([]);
  await page.close();
});

/** Returns the places of the things to do and of the parts below them, in pixels from the top of the page. */
const placesOf = (page: Page) =>
  page.evaluate(
    `[...document.querySelectorAll(".todo-item, .todo-item h3, .runs-chart, .filter-line, .runs-heading")]
      .map((each) => each.getBoundingClientRect()).map(({ left, top, width, height }) => [left, top, width, height].map(Math.round).join(" "))`,
  );

describe("dead letters", () => {
  test("each place has its count, its oldest, a look inside and a way back; one that cannot be read says why", async () => {
    const { page, problems } = await openPage(browser, `${url}/?view=dead-letters`);
    const uploads = page.getByRole("region", { name: "Uploads" });
    await uploads.getByText("14", { exact: true }).waitFor();
    await uploads.getByText("1 of 14 are shown.").waitFor();
    await uploads.locator("summary").click();
    expect(await uploads.locator(".text-block").textContent()).toContain(
      `"key": ${withVisibleMarks(JSON.stringify(HOSTILE))}`,
    );
    const deliveries = page.getByRole("region", { name: "Deliveries" });
    await deliveries.locator("summary").click();
    await deliveries.getByText("The first 20,000 of 30,000 characters.").waitFor();
    const stream = page.getByRole("region", { name: "Stream" });
    await stream.getByText("s3:ListBucket on discarded is denied").waitFor();
    expect(await page.getByRole("region", { name: "Backfill" }).getByRole("button").count()).toBe(0);
    await picture(page, "dead-letters");

    perform = async ({ print }) => {
      print("1 event delivered.");
      return 0;
    };
    await deliveries.getByRole("button", { name: "Give back to the subscriber" }).click();
    await deliveries.getByText("1 event delivered.").waitFor();
    expect(performed).toEqual([{ kind: "redrive-dead-letters", place: "deliveries" }]);
    await deliveries.getByRole("link", { name: "The run" }).click();
    await page.locator(".run-sentence").waitFor();
    await picture(page, "dead-letters-and-run");
    expect(await page.title()).toBe("paperledger");
    expect(problems).toEqual([]);

    // Before work on many things begins, the page asks.
    performed.length = 0;
    await page.goto(`${url}/?view=dead-letters`);
    await uploads.getByRole("button", { name: "Give back to the processor", exact: true }).click();
    const question = page.getByRole("dialog", { name: "Give 14 " });
    await question.waitFor();
    await picture(page, "dead-letters-question", { fullPage: false });
    await question.getByRole("button", { name: "Cancel" }).click();
    expect(performed).toEqual([]);
    await uploads.getByRole("button", { name: "Give back to the processor", exact: true }).click();
    await question.waitFor();
    await page.keyboard.press("Enter");
    await expect.poll(() => performed).toEqual([{ kind: "redrive-dead-letters", place: "uploads" }]);
    await page.close();
  });

  test("of a store that went away stay as they were shown, with the reason, and are read again", async () => {
    const { page } = await openPage(browser, `${url}/?view=dead-letters`);
    await page.getByText("1 of 14 are shown.").waitFor();
    problem = new Error("outputs.json: runsTable: dynamodb:Query on table runs is denied: allow it");
    await page.goto(`${url}/?view=dead-letters`);
    await page.getByText("dynamodb:Query on table runs is denied").waitFor();
    await picture(page, "dead-letters-away");
    problem = undefined;
    await page.getByText("1 of 14 are shown.").waitFor();
    await expect.poll(() => page.getByRole("alert").getByText("denied: allow it").count()).toBe(0);
    await page.close();
  });
});

describe.each(THEMES)("in the %s theme", (theme) => {
  test.each(Object.entries(WIDTHS))(
    "jobs and dead letters fit, and axe finds nothing, %s",
    async (name, width) => {
      perform = async ({ print }) => {
        print(HOSTILE);
        return 1;
      };
      for (const [view, ready] of [
        ["dead-letters", ".rejects summary"],
        ["jobs", ".jobs .job"],
      ] as const) {
        const { page } = await openPage(browser, `${url}/?view=${view}`, { width, theme });
        await page.locator(ready).first().waitFor();
        if (view === "dead-letters") await page.locator("summary").first().click();
        await picture(page, `${view}-${theme}-${name}`);
        expect(await widthBeyond(page)).toBe(0);
        expect(await accessibilityProblems(page)).toEqual([]);
        await page.close();
      }
    },
  );
});

const widthBeyond = (page: Page) =>
  page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");

describe("the server", () => {
  /** Sends a request with any headers. `fetch` does not let a test choose the host. */
  const statusOf = (path: string, headers: Record<string, string>, body?: object) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sending = request(`${url}${path}`, {
        method: body ? "POST" : "GET",
        headers: { ...(body && { "content-type": "application/json" }), ...headers },
      });
      sending.on("error", reject);
      sending.on("response", (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sending.end(body && JSON.stringify(body));
    });

  const tokenOf = async () => {
    const html = await (await fetch(url)).text();
    return /name="paperledger-token" content="([\w-]+)"/.exec(html)?.[1] ?? "";
  };

  const VERIFY = { kind: "verify" };

  test("refuses what a page of another site sends, whatever it asks for and even with the token", async () => {
    const token = { "x-paperledger-token": await tokenOf() };
    for (const headers of [
      { origin: "https://evil.example" },
      { host: "evil.example" },
      { "sec-fetch-site": "cross-site" },
      { "sec-fetch-site": "same-site" },
    ])
      for (const [path, body] of [
        ["/", undefined],
        ["/api/run?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", undefined],
        ["/api/jobs", VERIFY],
        ["/api/jobs/1/cancel", {}],
      ] as const)
        expect(await statusOf(path, { ...headers, ...token }, body)).toBe(403);
    expect(performed).toEqual([]);
  });

  test("does nothing without the token of this start", async () => {
    const token = await tokenOf();
    for (const wrong of [
      {},
      { "x-paperledger-token": "" },
      { "x-paperledger-token": `${token.slice(0, -1)}_` },
    ])
      expect(await statusOf("/api/jobs", wrong, VERIFY)).toBe(403);
    expect(performed).toEqual([]);
    expect(await statusOf("/api/jobs", { "x-paperledger-token": token }, VERIFY)).toBe(201);
    expect(performed).toEqual([VERIFY]);
  });

  test.each([
    ["an action that there is not", { kind: "delete-everything" }],
    ["a field more", { kind: "verify", force: true }],
    ["a trace id that is none", { kind: "redrive-run", trace_id: "--all" }],
    [
      "a reason that is not a word",
      { kind: "redrive-failed-since", since: "2026-01-01T00:00:00Z", reason: "$(x)" },
    ],
    ["a place that there is not", { kind: "redrive-dead-letters", place: "elsewhere" }],
  ])("refuses %s", async (_, action) => {
    expect(await statusOf("/api/jobs", { "x-paperledger-token": await tokenOf() }, action)).toBe(400);
    expect(performed).toEqual([]);
  });

  test.each([
    ["/api/run?run=x", 400],
    ["/api/run?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404],
    ["/api/run/batches?run=01ARZ3NDEKTSV4RRFFQ69G5FAV&most=0", 400],
    ["/api/run/rejects?run=01ARZ3NDEKTSV4RRFFQ69G5FAV&from=..", 400],
    ["/api/run/reject-text?run=01ARZ3NDEKTSV4RRFFQ69G5FAV&id=1.1", 404],
    ["/api/run/batches?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404],
    ["/api/run/rejects?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404],
    ["/api/run/json?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404],
    ["/api/papers/of-run?run=01ARZ3NDEKTSV4RRFFQ69G5FAV", 404],
    ["/api/papers/paper?id=arxiv:none", 404],
    ["/api/papers/versions?id=arxiv:none&trace_id=x&record_number=1", 404],
    ["/api/papers/versions?id=arxiv:none&trace_id=x&record_number=0x1", 400],
    ["/api/runs?limit=0x10", 400],
    ["/api/statistics?from=2026-01-02&to=2026-01-01", 400],
    ["/api/statistics?from=2026-01-01&to=2026-04-11", 400],
    ["/api/statistics?from=yesterday&to=2026-01-01", 400],
    ["/api/events?after=1e3", 400],
    ["/api/events/0x1", 400],
    ["/api/jobs/0x1", 400],
    ["/api/jobs/7777", 404],
    ["/api/nothing", 404],
    ["/assets/..%2f..%2fpackage.json", 404],
  ])("answers %s with %d, and says why", async (path, status) => {
    const response = await fetch(`${url}${path}`);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ error: { message: expect.any(String) } });
  });

  test("does not say of an event that never came that it is no longer kept", async () => {
    expect(await (await fetch(`${url}/api/events/99999`)).json()).toEqual({
      error: { message: "there is no event 99999: fewer events have come since the dashboard began" },
    });
  });

  test("says what a paper id is, in plain words", async () => {
    const answer = await (await fetch(`${url}/api/papers/paper?id=nonsense`)).text();
    expect(answer).toContain("such as arxiv:2401.12345");
    expect(answer).not.toMatch(/pattern|\^/);
  });

  test.each(["/", "/api/place", "/api/runs", "/api/jobs", "/api/nothing"])(
    "answers HEAD of %s as GET, without a body and without a token",
    async (path) => {
      const [head, get] = await Promise.all([
        fetch(`${url}${path}`, { method: "HEAD" }),
        fetch(`${url}${path}`),
      ]);
      expect([head.status, head.headers.get("content-type")]).toEqual([
        get.status,
        get.headers.get("content-type"),
      ]);
      expect(await head.text()).toBe("");
    },
  );

  test("answers in the same form before the application: to another site, and to a request that is not HTTP", async () => {
    for (const [sent, status] of [
      ["GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", 403],
      ["GET / HTTP/1.1\r\nConnection: close\r\n\r\n", 403],
      ["GET / HTTP/1.1\r\nBad header\r\n\r\n", 400],
      [`GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: ${"x".repeat(40_000)}\r\n\r\n`, 431],
    ] as const) {
      const answer = await rawAnswer(sent);
      expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'");
      expect(answer.toLowerCase()).toContain("x-content-type-options: nosniff");
      expect(answer.toLowerCase()).toContain("content-type: application/json");
      const body = answer.slice(answer.indexOf("\r\n\r\n")).replace(/^\s*[0-9a-f]+\r\n|\r\n0\s*$/g, "");
      expect(JSON.parse(body)).toEqual({ error: { message: expect.any(String) } });
    }
  });

  /** Sends bytes to the server, and returns all that it answers. */
  async function rawAnswer(sent: string): Promise<string> {
    const socket = connect({ host: "127.0.0.1", port: Number(new URL(url).port) });
    socket.on("error", () => {});
    socket.write(sent);
    const chunks: Buffer[] = [];
    for await (const chunk of socket) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  test("sends each answer with the headers that keep a page to itself", async () => {
    for (const path of ["/", "/api/jobs", "/api/nothing", "/api/run/json?run=01ARZ3NDEKTSV4RRFFQ69G5FAV"]) {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});
