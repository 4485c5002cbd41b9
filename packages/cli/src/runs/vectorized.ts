import type { Delivery } from "@paperledger/local/laptop";

/** What the sample subscriber made of a run's batch-done events. */
export interface Vectorized {
  readonly events: number;
  readonly papers: number;
  readonly vectors: number;
}

/** Adds up what the sample subscriber answers: each event once, however often it is delivered. */
export interface VectorizedRuns {
  /** Takes an answer. Gives whether it is the first to that event. */
  add(delivery: Delivery): boolean;
  of(traceId: string): Vectorized;
}

export function vectorizedRuns(): VectorizedRuns {
  const runs = new Map<string, Map<string, Delivery>>();
  const answersOf = (traceId: string) => {
    const answers = runs.get(traceId) ?? new Map<string, Delivery>();
    runs.set(traceId, answers);
    return answers;
  };
  return {
    add(delivery) {
      const answers = answersOf(traceIdOfEvent(delivery.event_id));
      if (answers.has(delivery.event_id)) return false;
      answers.set(delivery.event_id, delivery);
      return true;
    },
    of(traceId) {
      const answers = [...answersOf(traceId).values()];
      return {
        events: answers.length,
        papers: answers.reduce((sum, { papers }) => sum + papers, 0),
        vectors: answers.reduce((sum, { vectors }) => sum + vectors, 0),
      };
    },
  };
}

/** An event's id is made of its run's trace id and its `seq`: see `eventIdOf`. */
const traceIdOfEvent = (eventId: string) => eventId.slice(0, eventId.lastIndexOf(":"));
