import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { ask, problemText } from "./ask.ts";

/** The newest answer to a question that is asked again and again. */
export interface Polled<Answer> {
  /** Undefined until the first answer. Kept while there is a problem. */
  readonly answer: Answer | undefined;
  /** Why the last question has no answer. */
  readonly problem: string | undefined;
}

/** After a problem, the question is asked again after this time. */
export const AGAIN_AFTER_PROBLEM_MS = 3_000;

/**
 * Asks a question, and asks it again after a time, as long as the page is visible.
 *
 * @param path the question. If it changes, it is asked at once. Undefined if there is nothing to ask yet
 * @param everyMs the time to the next question, given an answer. Infinity if the answer can never be another
 * @param version if it changes, the question is asked at once
 */
export function usePolled<Answer>(
  path: string | undefined,
  everyMs: (answer: Answer) => number,
  version = 0,
): Signal<Polled<Answer>> {
  const polled = useMemo(() => signal<Polled<Answer>>({ answer: undefined, problem: undefined }), []);
  useEffect(() => {
    if (path === undefined) return;
    const gone = new AbortController();
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
      polled.value = { answer, problem: undefined };
      nextMs = everyMs(answer);
    } catch (error) {
      if (gone.aborted) return;
      polled.value = { ...polled.value, problem: problemText(error) };
    }
    if (nextMs === Number.POSITIVE_INFINITY) return;
    await untilNext(nextMs, gone);
  }
}

/** Waits, and then until somebody looks at the page. */
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
