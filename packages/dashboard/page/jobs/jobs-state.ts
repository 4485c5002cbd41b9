import { signal } from "@preact/signals";
import type { JobsAnswer } from "../../src/api/answers.ts";
import type { Action } from "../../src/jobs/action.ts";
import type { Job } from "../../src/jobs/job.ts";
import { ask, type Problem, post, problemOf } from "../server/ask.ts";

/** The jobs of this dashboard, newest first, and why they cannot be read. All parts of the page share one poll. */
export const jobs = signal<{
  readonly all: readonly Job[];
  readonly isRead: boolean;
  readonly problem: Problem | undefined;
}>({ all: [], isRead: false, problem: undefined });

/** Counts the jobs that have ended since the page was opened. A view can then read again what a job may have changed. */
export const jobsEnded = signal(0);

const WHILE_ONE_RUNS_MS = 700;
const OTHERWISE_MS = 15_000;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads the jobs now, and then repeatedly while the page is visible. */
export async function readJobs(): Promise<void> {
  clearTimeout(timer);
  await take(ask<JobsAnswer>("/api/jobs"));
}

/** Starts a job. @throws AnswerError if the server refuses */
export async function startJob(action: Action): Promise<void> {
  await post<Job>("/api/jobs", action);
  await readJobs();
}

export const cancelJob = (id: number): Promise<void> => take(post<JobsAnswer>(`/api/jobs/${id}/cancel`));

async function take(answer: Promise<JobsAnswer>): Promise<void> {
  const before = jobs.value;
  try {
    const { jobs: all } = await answer;
    jobs.value = { all, isRead: true, problem: undefined };
    const ended = before.all.filter(
      ({ id, state }) => state === "running" && all.find((job) => job.id === id)?.state !== "running",
    ).length;
    if (ended > 0) jobsEnded.value += ended;
  } catch (error) {
    jobs.value = { ...before, problem: problemOf(error) };
  }
  clearTimeout(timer);
  const isRunning = jobs.value.all.some(({ state }) => state === "running");
  timer = setTimeout(readIfVisible, isRunning ? WHILE_ONE_RUNS_MS : OTHERWISE_MS);
}

function readIfVisible(): void {
  if (!document.hidden) return void readJobs();
  document.addEventListener("visibilitychange", () => void readJobs(), { once: true });
}
