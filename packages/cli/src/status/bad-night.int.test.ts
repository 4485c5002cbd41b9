import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { ulidOf } from "@paperledger/core/trace-ids/ulid-of";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand, runHere } from "../command.fixture.ts";
import { onTerminal, withoutControls } from "../terminal/pseudo-terminal.fixture.ts";
import { widthOf } from "../text/text-width.ts";
import { type BadNight, badNight } from "./bad-night.fixture.ts";
import { terminalPicture } from "./terminal-picture.fixture.ts";

let night: BadNight;
beforeAll(async () => {
  night = await badNight();
});
afterAll(() => rmSync(night.dataDir, { recursive: true, force: true }));

const ask = (...args: readonly string[]) => runHere([...args, "--data", night.dataDir]);
const since = () => night.from.toISOString().replace(/\.\d+Z$/, "Z");
const ulid = (nth: number) => ulidOf(night.runs[nth]?.traceId ?? night.runs[0]?.traceId ?? expect.fail());

describe("each question of a bad night takes one command", () => {
  test("does anything need me?", async () => {
    const { code, stdout } = await ask("status");
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /201 runs, 183 done \(5 with rejected records\), 17 failed, 1 silent\.(\n.*)?\nTo do: 6 things\./,
    );
    expect(stdout).toMatch(
      /12 runs failed: truncated\n {4}the file ends in the middle.*\n {4}papers-0.* and \d+ more/,
    );
    expect(stdout).toMatch(/5 runs failed: unknown-format/);
    expect(stdout).toMatch(/20 records rejected in 4 runs: no-id\n {4}.*the entry has no <id>/);
    expect(stdout).toMatch(/13 records rejected in 1 run: bad-date/);
    expect(stdout).toMatch(/1 run silent since/);
    expect(stdout).toMatch(/Nothing came from pubmed, whose last records are of \d{4}-\d{2}-\d{2} \(UTC\)/);
    expect(stdout).toMatch(/SOURCE +NEW +KNOWN +REJECTED\n +arxiv +3,987 +0 +33/);
    expect(stdout).toMatch(/No dead letters\.\nCounted up to the event of/);
    const picture = terminalPicture(
      "./paperledger status",
      stdout.replaceAll(` --data ${night.dataDir}`, ""),
    );
    expect(picture).toContain("To do: 6 things.");
    expect(picture).not.toContain(night.dataDir);
    if (process.env.STATUS_PICTURE) writeFileSync(process.env.STATUS_PICTURE, picture);
  });

  test("the same, for a script", async () => {
    const [status, ...more] = (await ask("status", "--json")).json();
    expect(more).toEqual([]);
    expect(status).toMatchObject({
      type: "status",
      sources: [{ source: "arxiv", upserted: 3_987, duplicate: 0, rejected: 33 }],
      unknown: [],
    });
    expect(JSON.stringify(status)).not.toMatch(/"[a-z]+[A-Z]\w*":/);
  });

  test("which runs failed, and why?", async () => {
    const { stdout } = await ask("runs", "--status", "failed", "--from", since(), "--limit", "50");
    expect(stdout.match(/ failed .* truncated /g)).toHaveLength(12);
    expect(stdout.match(/ failed .* unknown-format /g)).toHaveLength(5);
  });

  test("which runs go on, and does anything work on them?", async () => {
    const running = await ask("runs", "--status", "running");
    expect(running.stdout).toContain(
      "Nothing works on this folder now. The running run goes on with: ./paperledger start",
    );
    const failed = await ask("runs", "--status", "failed");
    expect(failed.stdout).not.toContain("Nothing works");
  });

  test("which runs have this reason, this file, this source?", async () => {
    const found = async (...args: readonly string[]) =>
      (await ask("runs", "--json", "--limit", "50", ...args)).json().filter(({ type }) => type === "run")
        .length;
    expect(await found("--reason", "bad-date")).toBe(1);
    expect(await found("--reason", "truncated", "--from", since())).toBe(12);
    expect(await found("--file", "papers-042")).toBe(1);
    expect(await found("--source", "pubmed", "--from", "9d")).toBe(7);
  });

  test("what happened to this run, and which attempts were there?", async () => {
    const { stdout } = await ask("trace", ulid(0).slice(0, 16));
    expect(stdout).toMatch(/failed .*truncated: the file ends in the middle/);
    expect(stdout).toMatch(/Attempts\n.*\n.*request-1 +interrupted by the invocation's deadline/);
    expect(stdout).toMatch(/success rate +-/);
    expect(stdout).toMatch(/^ *failure 1 .* failed .*truncated/m);
  });

  test("what did this run write, page by page?", async () => {
    const page = async (...more: readonly string[]) =>
      (await ask("papers", "--trace", ulid(24), "--json", "--limit", "5", ...more)).json();
    const [first, second] = [await page(), await page("--skip", "5")];
    expect(first.at(-1)).toEqual({ type: "next-page", skip: 5 });
    const ids = [...first, ...second]
      .filter(({ type }) => type === "written-paper")
      .map(({ paper_id }) => paper_id);
    expect(new Set(ids).size).toBe(7);
    expect(second.at(-1)).not.toMatchObject({ type: "next-page" });
    const { stdout } = await ask("papers", "--trace", ulid(24), "--limit", "5");
    expect(stdout).toMatch(/There are more: the same command with --skip 5\n$/);
  });

  test("which records were rejected, and with which text?", async () => {
    const { stdout } = await ask("rejects", ulid(24).slice(0, 16));
    expect(stdout).toMatch(/13 rejects/);
    expect(stdout).toContain("\\x1b[31mred");
    expect(stdout).not.toContain("\u001b");
  });

  test("are the statistics right?", async () => {
    expect(await ask("verify")).toMatchObject({ code: 0, stdout: expect.stringContaining("no difference") });
  });

  test("on a laptop that is stopped, verify waits for nothing", async () => {
    expect(await onTerminalOf(80, "verify")).not.toContain("waiting");
  });

  test("the next page begins where this one ends", async () => {
    const first = (await ask("runs", "--json", "--from", since(), "--limit", "150")).json();
    const next = first.find(({ type }) => type === "next-page");
    const second = (
      await ask("runs", "--json", "--from", since(), "--limit", "150", "--before", String(next?.before))
    ).json();
    const ids = [...first, ...second].filter(({ type }) => type === "run").map(({ trace_id }) => trace_id);
    expect(new Set(ids).size).toBe(201);
    expect(ids).toHaveLength(201);
  });
});

describe("what cannot be is one line", () => {
  test("an unknown id, with the nearest", async () => {
    const { code, stderr } = await ask("trace", `${ulid(3).slice(0, 18)}00000000`);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^paperledger: there is no run .* The nearest is [0-9A-Z]{26} \(papers-003.*\)\. Those of today: .*\n$/,
    );
  });

  test("a beginning that several runs have, with these", async () => {
    const { stderr } = await ask("trace", ulid(3).slice(0, 6));
    expect(stderr).toMatch(/runs begin with .*\n {2}[0-9A-Z]{26} \(papers-/);
  });
});

const ESC = "\u001b";

/** Returns the output of a command on a terminal of this width. */
const onTerminalOf = async (columns: number, ...args: readonly string[]): Promise<string> =>
  (await onTerminal([...args, "--data", night.dataDir], { columns })).written;

/** A line with a command or an address may be longer than the terminal, so that it can be copied. */
const isToCopy = (line: string) => /\.\/paperledger |s3:\/\//.test(line);

describe("output", () => {
  test.each([60, 80, 120])(
    "in %i columns is not torn, and says which columns are left out",
    async (columns) => {
      for (const words of [
        ["status"],
        ["status", "--since", "9d"],
        ["runs", "--status", "failed"],
        ["trace", ulid(0)],
        ["trace", ulid(24)],
        ["rejects", ulid(24)],
      ]) {
        const text = withoutControls(await onTerminalOf(columns, ...words));
        expect(text).not.toMatch(/\\ud[89a-f]|\ufffd/);
        for (const line of text.split("\r\n").filter((each) => !isToCopy(each)))
          expect([widthOf(line) <= columns, line]).toEqual([true, line]);
        if (words[0] !== "runs") continue;
        const headings = text.split("\r\n")[0] ?? "";
        for (const heading of [
          "STATUS",
          "STARTED",
          "TOOK",
          "NEW",
          "KNOWN",
          "REJECTED",
          "PROCESSED",
          "REASON",
          "FILE",
        ])
          expect(
            headings.includes(heading) ||
              new RegExp(`Too wide for ${columns}[^.]*${heading}`).test(text.replaceAll("\r\n", " ")),
          ).toBe(true);
      }
    },
  );

  test.each([60, 80, 120])(
    "of runs fits a terminal of %i columns, wide scripts included",
    async (columns) => {
      const text = await onTerminalOf(columns, "runs", "--from", since(), "--limit", "201");
      expect(text).toContain(ESC);
      const lines = withoutControls(text).split("\r\n");
      expect(lines[0]).toMatch(/^RUN +STATUS .*FILE$/);
      expect(lines.filter((line) => /^[0-9A-Z]+ +(completed|failed|running) /.test(line))).toHaveLength(201);
      for (const line of lines.slice(0, 202)) expect(widthOf(line)).toBeLessThanOrEqual(columns);
      expect(lines.find((line) => line.includes("論文"))).toMatch(/…|\.gz/);
    },
  );

  test("in a pipe has neither colours nor progress, and whole names", async () => {
    const { stdout, stderr } = await runCommand(
      ["runs", "--from", since(), "--limit", "201", "--data", night.dataDir],
      {
        cwd: night.dataDir,
      },
    );
    expect(stdout + stderr).not.toContain(ESC);
    expect(stderr).toBe("");
    expect(stdout).toContain(`${ulid(60)}`);
    expect(stdout).toContain(
      "raw-data/night/論文集・二〇二六年の分 1論文集・二〇二六年の分 1論文集・二〇二六年の分 1.xml.gz",
    );
  });
});

test("several commands read one folder at the same time", async () => {
  const ended = await Promise.all([
    ask("stats"),
    ask("runs"),
    ask("verify"),
    ask("status"),
    ask("trace", ulid(1)),
  ]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0, 1, 0]);
});

test("a folder that cannot be written is read all the same, and stays as it is", async (context) => {
  if (process.getuid?.() === 0) context.skip("root may write everywhere");
  chmodSync(night.dataDir, 0o500);
  try {
    expect((await ask("status")).code).toBe(1);
    expect((await ask("rejects", ulid(24))).stdout).toMatch(/13 rejects/);
  } finally {
    chmodSync(night.dataDir, 0o700);
  }
});
