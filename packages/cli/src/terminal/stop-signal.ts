const STOP_SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * npm passes a signal on to what it started, which a terminal's Ctrl-C has reached already: two within this time are
 * one.
 */
const SAME_SIGNAL_WITHIN_MS = 500;

/** Where the process ends at once, as the shell tells of a process that Ctrl-C ended. */
const EXIT_CODE_OF_INTERRUPT = 130;

/**
 * Aborts with the first Ctrl-C (or SIGTERM, or the terminal's closing): what runs is to end in order. The second one
 * ends the process at once.
 */
export function stopSignal(
  on: (signal: (typeof STOP_SIGNALS)[number], listener: () => void) => unknown = process.on.bind(process),
  exit: (code: number) => unknown = process.exit,
  now: () => number = Date.now,
): AbortController {
  const stopping = new AbortController();
  let firstAtMs: number | undefined;
  const stop = () => {
    if (firstAtMs === undefined) firstAtMs = now();
    else if (now() - firstAtMs > SAME_SIGNAL_WITHIN_MS) exit(EXIT_CODE_OF_INTERRUPT);
    stopping.abort();
  };
  for (const signal of STOP_SIGNALS) on(signal, stop);
  return stopping;
}
