import { runOf } from "@paperledger/core/statistics/run-statistics.fixture";
import { expect, test } from "vitest";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { endedRunOf } from "./ended-run.fixture.ts";
import { humanReport } from "./human-report.ts";

const environment = { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" };

async function reported(dataDir: string | null, keysUploaded: readonly string[], keysEnded = keysUploaded) {
  const { terminal, printed } = terminalOf(80);
  const report = humanReport(terminal, { dataDir, keepsServing: true });
  report.ready(environment);
  for (const key of keysUploaded) report.uploaded(key, `./${key}`);
  const runs = await Promise.all(keysEnded.map((key) => endedRunOf({ key })));
  for (const run of runs) report.ended(run, { events: 1, papers: 15, vectors: 15 });
  report.allEnded(runs);
  return printed.join("\n");
}

test("of one file, tells what it came to and where to look next", async () => {
  const text = await reported("my-data", ["a.gz"]);
  expect(text).toMatch(
    /data {2}my-data\n {2}env {3}\.\/paperledger env --data my-data prints its endpoints\n {2}file {2}\.\/a\.gz, as a\.gz/,
  );
  expect(text).toMatch(
    /Run completed in 2 s.*Where to look next.*\.\/paperledger trace [0-9A-Z]{26} --data my-data/s,
  );
  expect(text.match(/paperledger trace/g)).toHaveLength(1);
});

test("of several files, tells with each how to trace it, and adds them up", async () => {
  const text = await reported(".paperledger", ["a.gz", "b.gz"]);
  expect(text).toContain("2 runs ended: 2 completed, 0 failed");
  expect(text.match(/paperledger trace/g)).toHaveLength(3);
});

test("of what is in memory, tells how to reach it with AWS's own tools", async () => {
  const text = await reported(null, ["a.gz"]);
  expect(text).toContain("in memory: gone at the end");
  expect(text).toContain("export AWS_ENDPOINT_URL_S3=http://127.0.0.1:1");
  expect(text).not.toContain("./paperledger");
});

test("at the end, speaks of unfinished runs only if there are any", async () => {
  const stoppedWith = async (keysUploaded: readonly string[], keysEnded: readonly string[]) => {
    const { terminal, printed } = terminalOf(80);
    const report = humanReport(terminal, { dataDir: "my-data", keepsServing: true });
    for (const key of keysUploaded) report.uploaded(key, `./${key}`);
    report.progress([runOf({ key: "b.gz", end: "running" })]);
    for (const key of keysEnded) report.ended(await endedRunOf({ key }));
    report.stopping();
    return printed.at(-1);
  };
  expect(await stoppedWith(["a.gz"], ["a.gz", "b.gz"])).toBe("Stopping ...");
  // The run of b.gz is of an earlier start.
  expect(await stoppedWith(["a.gz"], ["a.gz"])).toBe("Stopping. 1 unfinished run goes on at the next start");
  expect(await stoppedWith(["a.gz"], [])).toBe("Stopping. 2 unfinished runs go on at the next start");
});
