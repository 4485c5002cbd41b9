export interface VerifyProgress {
  /** Events of the log that are folded. */
  readonly events: number;
  /** Items of the statistics that are compared. */
  readonly items: number;
}

/** The options of a walk through the log and the statistics. */
export interface WalkOptions {
  /** Is called from time to time. */
  readonly onProgress?: ((progress: VerifyProgress) => void) | undefined;
  /** Ends the walk between two items. */
  readonly stop?: AbortSignal | undefined;
}

/** Counts the events and items of a walk. */
export interface WalkCount {
  /** Counts some more. @throws the reason of `stop`, once it has aborted */
  advance(counter: keyof VerifyProgress, count?: number): void;
  readonly events: () => number;
}

const BETWEEN_PROGRESS = 1_000;

/** Returns a count from zero. It calls `onProgress` after every thousand events or items. */
export function walkCount({ onProgress = () => {}, stop }: WalkOptions): WalkCount {
  const progress = { events: 0, items: 0 };
  return {
    advance(counter, count = 1) {
      stop?.throwIfAborted();
      const told = Math.floor(progress[counter] / BETWEEN_PROGRESS);
      progress[counter] += count;
      if (Math.floor(progress[counter] / BETWEEN_PROGRESS) > told) onProgress({ ...progress });
    },
    events: () => progress.events,
  };
}
