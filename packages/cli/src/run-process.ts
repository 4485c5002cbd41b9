// Runs the command that this process was started with.
import { printFailure, runCommandLine } from "./command-line.ts";
import { asksForJson, errorLine } from "./json/error-line.ts";
import { abortOnSignal } from "./terminal/stop-signal.ts";
import { processTerminal } from "./terminal/terminal.ts";

const stopping = new AbortController();
const args = process.argv.slice(2);
const terminal = processTerminal({
  onClosed: () => stopping.abort(),
  onEnd: (error, printError) => void endWith(error, printError),
});
async function endWith(error: Error, printError: (text: string) => void): Promise<void> {
  let problem = "";
  const code = await printFailure(error, {
    printError(text) {
      problem = text;
      printError(text);
    },
  });
  if (asksForJson(args)) process.stdout.write(`${JSON.stringify(errorLine(code, problem))}\n`);
  process.exit(code);
}
const stopsInOrder = () => {
  abortOnSignal(stopping);
  return stopping.signal;
};

process.exitCode = await runCommandLine(args, terminal, stopsInOrder);
