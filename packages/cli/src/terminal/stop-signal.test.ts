import { expect, test } from "vitest";
import { abortOnSignal } from "./stop-signal.ts";

function signals() {
  const listeners = new Map<string, () => void>();
  const exits: number[] = [];
  const stopping = new AbortController();
  let nowMs = 0;
  const signalled = {
    on: (signal: string, listener: () => void) => listeners.set(signal, listener),
    exit: (code: number) => exits.push(code),
  };
  abortOnSignal(stopping, signalled, () => nowMs);
  const send = (signal: string, atMs: number) => {
    nowMs = atMs;
    listeners.get(signal)?.();
  };
  return { stopping, exits, send };
}

test.each(["SIGINT", "SIGTERM", "SIGHUP"])("the first %s asks to stop, in order", (signal) => {
  const { stopping, exits, send } = signals();
  expect(stopping.signal.aborted).toBe(false);
  send(signal, 0);
  expect(stopping.signal.aborted).toBe(true);
  expect(exits).toEqual([]);
});

test("the second one ends the process at once", () => {
  const { exits, send } = signals();
  send("SIGINT", 0);
  send("SIGINT", 1_000);
  expect(exits).toEqual([130]);
});

test("one Ctrl-C that arrives twice, by the terminal and by npm, is one", () => {
  const { exits, send } = signals();
  send("SIGINT", 0);
  send("SIGINT", 20);
  expect(exits).toEqual([]);
});
