#!/usr/bin/env node
import { CommanderError } from "commander";
import { CommandError, EXIT } from "./command-error.ts";
import { errorText } from "./error-text.ts";
import { paperledger } from "./program.ts";
import { abortOnSignal } from "./terminal/stop-signal.ts";
import { processTerminal } from "./terminal/terminal.ts";

const stopping = new AbortController();
const terminal = processTerminal(() => stopping.abort());
const stopsInOrder = () => {
  abortOnSignal(stopping);
  return stopping.signal;
};

try {
  await paperledger(terminal, stopsInOrder, (code) => {
    process.exitCode = code;
  }).parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Commander has said what there is to say: --help, or what is wrong with the arguments.
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  } else {
    terminal.printError(`paperledger: ${errorText(error)}`);
    process.exitCode = error instanceof CommandError ? error.exitCode : EXIT.unusable;
  }
}
