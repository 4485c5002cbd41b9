import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { EventLine, EventsAnswer } from "../../src/api/events-answers.ts";
import { ask, type Problem, problemOf } from "../server/ask.ts";
import { untilNext } from "../server/polled.ts";

/** The events that the page keeps. */
export interface Tail {
  readonly state: EventsAnswer["state"];
  readonly problem: Problem | undefined;
  /** Newest first. */
  readonly lines: readonly EventLine[];
  /** Events that came while the view is paused, newest first. */
  readonly waiting: readonly EventLine[];
  /** The number of events that the page did not show, because too many came. */
  readonly missed: number;
  readonly isPaused: boolean;
}

const EVERY_MS = 1_000;
const AGAIN_AFTER_PROBLEM_MS = 3_000;

/** The page keeps this many events. Older ones are dropped. */
const LINES_KEPT = 500;

const NOTHING_YET: Tail = {
  state: "opening",
  problem: undefined,
  lines: [],
  waiting: [],
  missed: 0,
  isPaused: false,
};

/**
 * Listens to events while the page is visible. @param filter the filter of the query. If it changes, all kept events are requested
 * again
 */
export function useTail(filter: string): Signal<Tail> {
  const tail = useMemo(() => signal(NOTHING_YET), []);
  useEffect(() => {
    const gone = new AbortController();
    tail.value = { ...NOTHING_YET, isPaused: tail.peek().isPaused };
    void listen(filter, tail, gone.signal);
    return () => gone.abort();
  }, [filter]);
  return tail;
}

async function listen(filter: string, tail: Signal<Tail>, gone: AbortSignal): Promise<void> {
  let after = 0;
  while (!gone.aborted) {
    let nextMs = EVERY_MS;
    try {
      const answer = await ask<EventsAnswer>(`/api/events?after=${after}${filter}`, gone);
      if (gone.aborted) return;
      // Events that the server dropped before the page was opened do not count as missed.
      tail.value = withAnswer(tail.peek(), after === 0 ? { ...answer, missed: 0 } : answer);
      after = answer.next;
    } catch (error) {
      if (gone.aborted) return;
      const problem = problemOf(error);
      tail.value = { ...tail.peek(), state: "problem", problem };
      if (problem.kind !== "away") return;
      nextMs = AGAIN_AFTER_PROBLEM_MS;
    }
    await untilNext(nextMs, gone);
  }
}

function withAnswer(tail: Tail, { state, problem, events, missed }: EventsAnswer): Tail {
  const came = events.toReversed();
  const next = {
    ...tail,
    state,
    problem: problem === null ? undefined : { message: problem, kind: "away" as const },
    missed: tail.missed + missed,
  };
  if (tail.isPaused) return { ...next, waiting: newest([...came, ...tail.waiting]) };
  return came.length === 0 ? next : { ...next, lines: newest([...came, ...tail.lines]) };
}

const newest = (lines: readonly EventLine[]) => lines.slice(0, LINES_KEPT);

/** Pauses a tail, or shows the events that came during the pause. */
export function pauseOrGoOn(tail: Signal<Tail>): void {
  const { isPaused, lines, waiting } = tail.peek();
  tail.value = {
    ...tail.peek(),
    isPaused: !isPaused,
    ...(isPaused && { lines: newest([...waiting, ...lines]), waiting: [] }),
  };
}
