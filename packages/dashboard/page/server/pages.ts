import { useEffect, useRef, useState } from "preact/hooks";
import { ask, type Problem, problemOf } from "./ask.ts";

/** The answers to a question that is answered page by page. */
export interface Pages<Answer, From> {
  readonly answers: readonly Answer[];
  /** The start of the next page. Null if there is no next page. */
  readonly next: From | null;
  readonly isReading: boolean;
  /** Why the last page could not be read. */
  readonly problem: Problem | undefined;
  /** Asks for the next page, or once more for the page that could not be read. */
  more(): void;
}

/**
 * Asks for the first page at once, and for further pages on demand.
 *
 * @param pathOf returns the path of the page that begins at a given place
 * @param nextOf returns the start of the page after an answer, or null if the answer is the last
 * @param first the start of the first page
 */
export function usePages<Answer, From>(
  pathOf: (from: From) => string,
  nextOf: (answer: Answer) => From | null,
  first: From,
): Pages<Answer, From> {
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const [isReading, setIsReading] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const gone = useRef<AbortController>(undefined);
  const last = answers.at(-1);
  const next = last === undefined ? first : nextOf(last);

  const read = async (from: From, before: readonly Answer[], signal: AbortSignal) => {
    setIsReading(true);
    try {
      const answer = await ask<Answer>(pathOf(from), signal);
      setAnswers([...before, answer]);
      setProblem(undefined);
    } catch (error) {
      if (signal.aborted) return;
      setProblem(problemOf(error));
    }
    setIsReading(false);
  };

  const firstPath = pathOf(first);
  useEffect(() => {
    const controller = new AbortController();
    gone.current = controller;
    setAnswers([]);
    setProblem(undefined);
    void read(first, [], controller.signal);
    return () => controller.abort();
  }, [firstPath]);

  return {
    answers,
    next,
    isReading,
    problem,
    more() {
      if (next !== null && !isReading && gone.current) void read(next, answers, gone.current.signal);
    },
  };
}
