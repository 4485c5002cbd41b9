import { fileURLToPath } from "node:url";
import { spawn } from "@lydell/node-pty";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const CTRL_C = "\u0003";

/** The output of a command on a terminal, with its control sequences, and its exit code. */
export interface EndedOnTerminal {
  readonly written: string;
  /** The code that a shell reports: 128 and the signal, for a command that a signal ended. */
  readonly code: number;
}

export interface PseudoTerminal {
  readonly columns?: number;
  readonly cwd?: string;
  /** Variables for the command, beside those of the test. */
  readonly env?: Readonly<Record<string, string>>;
  /** Ctrl-C is typed once the command has written this. */
  readonly ctrlCAt?: RegExp;
}

/** Runs a command on a terminal, to its end. */
export async function onTerminal(
  args: readonly string[],
  { columns = 80, cwd, env = {}, ctrlCAt }: PseudoTerminal = {},
): Promise<EndedOnTerminal> {
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, AWS_ENDPOINT_URL_DYNAMODB: ____, ...own } = process.env;
  const terminal = spawn(process.execPath, [MAIN, ...args], {
    cols: columns,
    rows: 50,
    env: { ...own, TERM: "xterm-256color", ...env },
    ...(cwd !== undefined && { cwd }),
  });
  let written = "";
  let isStopped = false;
  terminal.onData((text) => {
    written += text;
    if (isStopped || !ctrlCAt?.test(written)) return;
    isStopped = true;
    terminal.write(CTRL_C);
  });
  const { exitCode, signal } = await new Promise<{ exitCode: number; signal?: number }>((resolve) =>
    terminal.onExit(resolve),
  );
  return { written, code: signal ? 128 + signal : exitCode };
}

const ESC = "\u001b";

/** Removes the colours, and the sequences that erase a line. */
export const withoutControls = (text: string): string =>
  text.replaceAll(new RegExp(`${ESC}\\[[0-9;?]*[A-Za-z]`, "g"), "");
