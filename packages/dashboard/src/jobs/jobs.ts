import type { DashboardContext } from "../dashboard-context.ts";
import { type Action, commandOf } from "./action.ts";
import type { Job } from "./job.ts";

/** The jobs that this dashboard started. They are dropped when the dashboard stops. */
export interface Jobs {
  /** Starts a job and returns it. If a running job already does the same work, returns that job. */
  start(action: Action): Job;
  /** Returns all jobs that are kept, newest first. */
  all(): readonly Job[];
  /** Cancels a running job. Returns false if there is no such job. */
  cancel(id: number): boolean;
  /** Cancels all jobs and waits for their ends. Calls `hear` for each running job at once, and again when it has ended. */
  stop(hear?: (job: Job) => void): Promise<void>;
}

/** Older jobs, and older lines of a job, are dropped. */
const JOBS_KEPT = 50;
const LINES_KEPT = 500;

interface RunningJob {
  job: Job;
  readonly controller: AbortController;
  ended: Promise<void>;
}

/** Returns an empty list of jobs. Each job is one call of `perform`. */
export function startJobs({
  perform,
  errorText,
  now,
}: Pick<DashboardContext, "perform" | "errorText" | "now">): Jobs {
  const kept = new Map<number, RunningJob>();
  let nextId = 1;

  function start(action: Action): Job {
    const command = commandOf(action);
    const same = [...kept.values()].find(({ job }) => job.state === "running" && job.command === command);
    if (same) return same.job;
    const id = nextId++;
    const controller = new AbortController();
    const running: RunningJob = {
      job: {
        id,
        action,
        command,
        state: "running",
        exit_code: null,
        started_at: now().toISOString(),
        ended_at: null,
        progress: null,
        lines: [],
      },
      controller,
      ended: Promise.resolve(),
    };
    kept.set(id, running);
    running.ended = work(running);
    forgetOldest();
    return running.job;
  }

  async function work(running: RunningJob): Promise<void> {
    const change = (changes: Partial<Job>) => {
      running.job = { ...running.job, ...changes };
    };
    const print = (text: string) =>
      change({ lines: [...running.job.lines, ...text.split("\n")].slice(-LINES_KEPT) });
    const { signal } = running.controller;
    const end = (state: Job["state"], exit_code: number | null) => {
      // A job that was cut off prints how far it came. A command that reaches its end prints its own result.
      const { progress } = running.job;
      if (progress !== null && (signal.aborted || exit_code === null))
        print(`It had come this far: ${progress}`);
      change({
        state: signal.aborted ? "cancelled" : state,
        exit_code,
        progress: null,
        ended_at: now().toISOString(),
      });
    };
    try {
      const output = { print, progress: (progress: string | null) => change({ progress }) };
      const code = await perform(running.job.action, output, signal);
      end(code === 0 ? "done" : "failed", code);
    } catch (error) {
      print(errorText(error));
      end("failed", null);
    }
  }

  function forgetOldest(): void {
    for (const [id, { job }] of kept) {
      if (kept.size <= JOBS_KEPT) return;
      if (job.state !== "running") kept.delete(id);
    }
  }

  return {
    start,
    all: () => [...kept.values()].map(({ job }) => job).toReversed(),
    cancel(id) {
      const running = kept.get(id);
      running?.controller.abort();
      return running !== undefined;
    },
    async stop(hear = () => {}) {
      const running = [...kept.values()].filter(({ job }) => job.state === "running");
      for (const { job, controller } of running) {
        hear(job);
        controller.abort();
      }
      await Promise.all(
        running.map(async (each) => {
          await each.ended;
          hear(each.job);
        }),
      );
    },
  };
}
