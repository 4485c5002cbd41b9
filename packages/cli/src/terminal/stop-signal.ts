import { EXIT } from "../command-error.ts";

const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm passes a signal on to its child, which a terminal's Ctrl-C has already reached. So two signals within this time count as one.
 */
const SAME_SIGNAL_WITHIN_MS = 500;

/** The part of a process that handles signals. */
export interface SignalledProcess {
  on(signal: (typeof STOP_SIGNALS)[number], listener: () => void): unknown;
  exit(code: number): unknown;
}

/**
 * Makes the first Ctrl-C (or SIGTERM, or closing the terminal) abort, so that the command ends in order. The second one
 * ends the process at once.
 */
export function abortOnSignal(
  stopping: AbortController,
  signalled: SignalledProcess = process,
  now: () => number = Date.now,
): void {
  let firstAtMs: number | undefined;
  const stop = () => {
    if (firstAtMs === undefined) firstAtMs = now();
    else if (now() - firstAtMs > SAME_SIGNAL_WITHIN_MS) signalled.exit(EXIT.interrupted);
    stopping.abort();
  };
  for (const signal of STOP_SIGNALS) signalled.on(signal, stop);
}
