// Runs the command that this process was started with.
import { printFailure, runCommandLine } from "./command-line.ts";
import { abortOnSignal } from "./terminal/stop-signal.ts";
import { processTerminal } from "./terminal/terminal.ts";

const stopping = new AbortController();
const terminal = processTerminal({
  onClosed: () => stopping.abort(),
  onEnd: (error, printError) => void printFailure(error, { printError }).then((code) => process.exit(code)),
});
const stopsInOrder = () => {
  abortOnSignal(stopping);
  return stopping.signal;
};

process.exitCode = await runCommandLine(process.argv.slice(2), terminal, stopsInOrder);
