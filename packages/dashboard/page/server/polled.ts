import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ask, type Problem, problemOf } from "./ask.ts";

/** The newest answer to a repeated question. */
export interface Polled<Answer> {
  /** Undefined until the first answer. Kept while there is a problem, and until the next question is answered. */
  readonly answer: Answer | undefined;
  /** The question that has this answer. */
  readonly path: string | undefined;
  /** Why the last question has no answer. Only a problem of the kind `away` is followed by another question. */
  readonly problem: Problem | undefined;
}

/** After a problem, the question is asked again after this time. */
export const AGAIN_AFTER_PROBLEM_MS = 3_000;

/**
 * Asks a question, and asks it again after a time, as long as the page is visible. It stops at a final answer: the question is
 * wrong, or the thing does not exist.
 *
 * @param path the question. A changed question is asked at once. Undefined if there is nothing to ask yet
 * @param everyMs the time to the next question, given an answer. Infinity if the answer can never change
 * @param version if it changes, the question is asked at once
 */
export function usePolled<Answer>(
  path: string | undefined,
  everyMs: (answer: Answer) => number,
  version = 0,
): Signal<Polled<Answer>> {
  const polled = useMemo(
    () => signal<Polled<Answer>>({ answer: undefined, path: undefined, problem: undefined }),
    [],
  );
  useEffect(() => {
    if (path === undefined) return;
    const gone = new AbortController();
    const { problem } = polled.peek();
    // This problem was about another question.
    if (problem && problem.kind !== "away") polled.value = { ...polled.peek(), problem: undefined };
    void poll(path, everyMs, polled, gone.signal);
    return () => gone.abort();
  }, [path, version]);
  return polled;
}

async function poll<Answer>(
  path: string,
  everyMs: (answer: Answer) => number,
  polled: Signal<Polled<Answer>>,
  gone: AbortSignal,
): Promise<void> {
  while (!gone.aborted) {
    let nextMs = AGAIN_AFTER_PROBLEM_MS;
    try {
      const answer = await ask<Answer>(path, gone);
      if (gone.aborted) return;
      polled.value = { answer, path, problem: undefined };
      nextMs = everyMs(answer);
    } catch (error) {
      if (gone.aborted) return;
      const problem = problemOf(error);
      polled.value = { ...polled.value, problem };
      if (problem.kind !== "away") return;
    }
    if (nextMs === Number.POSITIVE_INFINITY) return;
    await untilNext(nextMs, gone);
  }
}

/** Waits for this time, and then until somebody looks at the page. */
export async function untilNext(ms: number, gone: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    gone.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
  while (document.hidden && !gone.aborted)
    await new Promise<void>((resolve) => {
      document.addEventListener("visibilitychange", () => resolve(), { once: true });
      gone.addEventListener("abort", () => resolve(), { once: true });
    });
}
