import type { Delivery } from "@paperledger/local/laptop";

/** The sample subscriber's answers to a run's batch-done events since this process started. */
export interface Vectorized {
  readonly events: number;
  readonly papers: number;
  readonly vectors: number;
}

/** Adds up the answers of the sample subscriber. An event counts once, however often it is delivered. */
export interface VectorizedRuns {
  /** Adds an answer. Returns true if it is the first answer to its event. */
  add(delivery: Delivery): boolean;
  of(traceId: string): Vectorized;
  /** Returns the number of answers to events of all runs. */
  answers(): number;
}

const NOTHING: Vectorized = { events: 0, papers: 0, vectors: 0 };

export function vectorizedRuns(): VectorizedRuns {
  const answered = new Set<string>();
  const runs = new Map<string, Vectorized>();
  const of = (traceId: string) => runs.get(traceId) ?? NOTHING;
  return {
    of,
    answers: () => answered.size,
    add({ event_id, papers, vectors }) {
      if (answered.has(event_id)) return false;
      answered.add(event_id);
      const traceId = traceIdOfEvent(event_id);
      const before = of(traceId);
      runs.set(traceId, {
        events: before.events + 1,
        papers: before.papers + papers,
        vectors: before.vectors + vectors,
      });
      return true;
    },
  };
}

/** An event's id is made of its run's trace id and its `seq`: see `eventIdOf`. */
const traceIdOfEvent = (eventId: string) => eventId.slice(0, eventId.lastIndexOf(":"));
