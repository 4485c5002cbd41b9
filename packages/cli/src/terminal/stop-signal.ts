const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm passes a signal on to what it started, which a terminal's Ctrl-C has reached already: two within this time are
 * one.
 */
const SAME_SIGNAL_WITHIN_MS = 500;

/** With which a process ends that Ctrl-C ended, as shells tell. */
const EXIT_CODE_OF_INTERRUPT = 130;

/** This process, as far as its signals go. */
export interface SignalledProcess {
  on(signal: (typeof STOP_SIGNALS)[number], listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * From now on, the first Ctrl-C (or SIGTERM, or the terminal's closing) aborts: what runs is to end in order. The
 * second one ends the process at once.
 */
export function abortOnSignal(
  stopping: AbortController,
  signalled: SignalledProcess = process,
  now: () => number = Date.now,
): void {
  let firstAtMs: number | undefined;
  const stop = () => {
    if (firstAtMs === undefined) firstAtMs = now();
    else if (now() - firstAtMs > SAME_SIGNAL_WITHIN_MS) signalled.exit(EXIT_CODE_OF_INTERRUPT);
    stopping.abort();
  };
  for (const signal of STOP_SIGNALS) signalled.on(signal, stop);
}
