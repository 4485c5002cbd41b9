// Runs the command that the arguments name, and sets the exit code of the process.
import { CommanderError } from "commander";
import { CommandError, EXIT } from "./command-error.ts";
import { paperledger } from "./program.ts";
import { abortOnSignal } from "./terminal/stop-signal.ts";
import { processTerminal } from "./terminal/terminal.ts";

const stopping = new AbortController();
const terminal = processTerminal({
  onClosed: () => stopping.abort(),
  onEnd: (error) => void fail(error).then((code) => process.exit(code)),
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
  process.exitCode = await fail(error);
}

/** Prints an error, and returns the exit code that goes with it. */
async function fail(error: unknown): Promise<number> {
  // Commander has printed the help or the error already.
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.unusable;
  const { errorText } = await import("./text/error-text.ts");
  terminal.printError(`paperledger: ${errorText(error)}`);
  return error instanceof CommandError ? error.exitCode : EXIT.unusable;
}
