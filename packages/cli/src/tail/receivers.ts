import { spawn } from "node:child_process";
import { once } from "node:events";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { HeardEvent } from "./heard-event.ts";

/** A destination of events. */
export interface Receiver {
  /**
   * Hands an event over. @throws NotTakenError if the event has to be delivered again, CommandError if no further event can be
   * handed over
   */
  take(event: HeardEvent): Promise<void>;
  /** Says that no more events come. */
  close(): Promise<void>;
}

/** The receiver refused the event, or cannot be reached. */
export class NotTakenError extends Error {
  override readonly name = "NotTakenError";
}

/** Prints each event. */
export const printing = (print: (event: HeardEvent) => void): Receiver => ({
  take: async (event) => print(event),
  close: async () => {},
});

/** The time that local code may take for one event. It is long, because a debugger may stop the code. */
const ANSWERS_WITHIN_MS = 10 * 60 * 1_000;

/** Posts each event as JSON to code on this machine. Any answer of 2xx means that the event is taken. */
export const forwardingTo = (url: string, stop: AbortSignal): Receiver => ({
  async take({ json }) {
    const answer = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: json,
      signal: AbortSignal.any([stop, AbortSignal.timeout(ANSWERS_WITHIN_MS)]),
    }).catch((error: Error) => {
      const cause = error.cause instanceof Error ? error.cause.message : error.message;
      throw new NotTakenError(`${url} cannot be reached (${cause})`, { cause: error });
    });
    await answer.body?.cancel();
    if (!answer.ok) throw new NotTakenError(`${url} answered ${answer.status}`);
  },
  close: async () => {},
});

/** If a command does not end within this time after its input has ended, it gets a signal. */
const ENDS_WITHIN_MS = 3_000;

/** Starts a shell command and writes each event to its standard input, as a line of JSON. */
export function pipingTo(command: string): Receiver {
  const child = spawn(command, { shell: true, stdio: ["pipe", "inherit", "inherit"] });
  const ended = once(child, "exit").then(([code, signal]) => String(code ?? signal));
  let isOpen = true;
  // `take` reports the failed write, so this only notes that the input is closed.
  child.stdin.on("error", () => {
    isOpen = false;
  });
  return {
    async take({ json }) {
      const isWritten =
        isOpen &&
        (await new Promise<boolean>((resolve) => {
          child.stdin.write(`${json.replaceAll("\n", " ")}\n`, (error) => resolve(!error));
        }));
      if (!isWritten)
        throw new CommandError(
          EXIT.wrong,
          `the command of --exec (${escapeForTerminal(command)}) ended with ${await ended}`,
        );
    },
    async close() {
      child.stdin.end();
      const timer = setTimeout(() => child.kill(), ENDS_WITHIN_MS);
      await ended;
      clearTimeout(timer);
    },
  };
}
