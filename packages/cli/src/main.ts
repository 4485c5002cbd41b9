#!/usr/bin/env node
import { CommanderError } from "commander";
import { CommandError, EXIT } from "./command-error.ts";
import { paperledger } from "./program.ts";
import { abortOnSignal } from "./terminal/stop-signal.ts";
import { processTerminal } from "./terminal/terminal.ts";
import { errorText } from "./text/error-text.ts";

const stopping = new AbortController();
const terminal = processTerminal({
  onClosed: () => stopping.abort(),
  onEnd: (error) => process.exit(fail(error)),
});
const stopsInOrder = () => {
  abortOnSignal(stopping);
  return stopping.signal;
};

try {
  await paperledger(terminal, stopsInOrder, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  process.exitCode = fail(error);
}

/** Prints an error, and returns the exit code that goes with it. */
function fail(error: unknown): number {
  // Commander has printed the help or the error already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  terminal.printError(`paperledger: ${errorText(error)}`);
  return error instanceof CommandError ? error.exitCode : EXIT.unusable;
}
