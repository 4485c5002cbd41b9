import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Job } from "./job.ts";
import type { JobOutput } from "./job-output.ts";
import { type Jobs, startJobs } from "./jobs.ts";

type Perform = (output: JobOutput, stop: AbortSignal) => Promise<number>;

const jobsThat = (perform: Perform): Jobs =>
  startJobs({
    perform: (_, output, stop) => perform(output, stop),
    errorText: (error) => `explained: ${String(error)}`,
    now: () => new Date("2026-03-01T10:00:00.000Z"),
  });

const untilStopped: Perform = (_, stop) =>
  new Promise((resolve) => stop.addEventListener("abort", () => resolve(130)));

test("a job tells what it prints, and the exit code of its command", async () => {
  const jobs = jobsThat(async ({ print, progress }) => {
    progress("1 of 2");
    print("one\ntwo");
    return 1;
  });
  expect(jobs.start({ kind: "verify" })).toMatchObject({
    command: "verify",
    lines: ["one", "two"],
    progress: "1 of 2",
  });
  await turn();
  expect(jobs.all()).toMatchObject([
    { id: 1, state: "failed", exit_code: 1, progress: null, lines: ["one", "two"] },
  ]);
});

test("an error ends a job, and is among its lines as text", async () => {
  const jobs = jobsThat(() => Promise.reject(new Error("away")));
  jobs.start({ kind: "verify" });
  await turn();
  expect(jobs.all()).toMatchObject([{ state: "failed", exit_code: null, lines: ["explained: Error: away"] }]);
});

test("a job that is cut off says how far it was, whether it was cancelled or what it works with went away", async () => {
  const jobs = jobsThat(({ progress }, stop) => {
    progress("2 runs under way, 40 records processed");
    return new Promise((resolve, reject) => {
      stop.addEventListener("abort", () => resolve(130));
      setImmediate(() => reject(new Error("the laptop ended")));
    });
  });
  jobs.start({ kind: "verify" });
  jobs.cancel(1);
  await turn();
  expect(jobs.all()[0]?.lines).toEqual(["It had come this far: 2 runs under way, 40 records processed"]);
  jobs.start({ kind: "verify" });
  await turn();
  await turn();
  expect(jobs.all()[0]?.lines).toEqual([
    "explained: Error: the laptop ended",
    "It had come this far: 2 runs under way, 40 records processed",
  ]);
});

test("a job that is cut off while its work has not begun does not say how far it was", async () => {
  const jobs = jobsThat(async ({ progress }, stop) => {
    progress("starting ...");
    await once(stop, "abort");
    progress(null);
    throw new Error("This command has done nothing");
  });
  jobs.start({ kind: "verify" });
  jobs.cancel(1);
  await turn();
  expect(jobs.all()).toMatchObject([
    { state: "cancelled", lines: ["explained: Error: This command has done nothing"] },
  ]);
});

test("a job is cancelled by its number, and all are when the dashboard stops", async () => {
  const jobs = jobsThat(untilStopped);
  jobs.start({ kind: "verify" });
  jobs.start({ kind: "redrive-dead-letters", place: "stream" });
  expect(jobs.cancel(1)).toBe(true);
  expect(jobs.cancel(7)).toBe(false);
  await turn();
  expect(jobs.all().map(({ state }) => state)).toEqual(["running", "cancelled"]);
  await jobs.stop();
  expect(jobs.all().map(({ state }) => state)).toEqual(["cancelled", "cancelled"]);
});

test("a stop names each running job at once, and says how far it had come when it has ended", async () => {
  const jobs = jobsThat(({ progress }, stop) => {
    progress("1 under way, 12 records processed");
    return untilStopped({ print: () => {}, progress }, stop);
  });
  jobs.start({ kind: "verify" });
  const heard: Job[] = [];
  const stopped = jobs.stop((job) => heard.push(job));
  expect(heard).toMatchObject([{ state: "running", progress: "1 under way, 12 records processed" }]);
  await stopped;
  expect(heard.slice(1)).toMatchObject([
    { state: "cancelled", lines: ["It had come this far: 1 under way, 12 records processed"] },
  ]);
  await jobs.stop((job) => heard.push(job));
  expect(heard).toHaveLength(2);
});

test("the oldest jobs that have ended are forgotten, and a running one never is", async () => {
  let isFirst = true;
  const jobs = jobsThat((output, stop) => {
    if (!isFirst) return Promise.resolve(0);
    isFirst = false;
    return untilStopped(output, stop);
  });
  jobs.start({ kind: "verify" });
  for (let nth = 0; nth < 60; nth++) {
    jobs.start({ kind: "redrive-dead-letters", place: "stream" });
    await turn();
  }
  expect(jobs.all().length).toBe(50);
  expect(jobs.all().at(-1)).toMatchObject({ id: 1, state: "running" });
  await jobs.stop();
});

test("work that is under way is not started once more", async () => {
  const jobs = jobsThat(untilStopped);
  const first = jobs.start({
    kind: "redrive-rejects",
    trace_id: "batch-20260301-01JNC0V4M0ABCDEFGHJKMNPQRS",
  });
  expect(
    jobs.start({ kind: "redrive-rejects", trace_id: "batch-20260301-01JNC0V4M0ABCDEFGHJKMNPQRS" }).id,
  ).toBe(first.id);
  expect(jobs.all()).toHaveLength(1);
  await jobs.stop();
});
