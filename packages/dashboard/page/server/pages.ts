import { useEffect, useRef, useState } from "preact/hooks";
import { ask, type Problem, problemOf } from "./ask.ts";

/** The answers to a question that is answered page by page. */
export interface Pages<Answer, From> {
  readonly answers: readonly Answer[];
  /** The place at which the next page begins. Null if there is none. */
  readonly next: From | null;
  readonly isReading: boolean;
  /** Why the last page could not be read. */
  readonly problem: Problem | undefined;
  /** Asks for the next page, or once more for the page that could not be read. */
  more(): void;
}

/**
 * Asks for the first page at once, and for another whenever somebody wants more.
 *
 * @param pathOf the question for the page that begins somewhere
 * @param nextOf where the page after an answer begins. Null if the answer is the last
 * @param first where the first page begins
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
