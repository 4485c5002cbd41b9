import { type TraceId, ulidOf } from "@paperledger/core/trace-ids/trace-id";
import { harmless } from "../terminal/harmless.ts";
import type { Colors } from "../terminal/terminal.ts";

export const DEFAULT_DATA_DIR = ".paperledger";

/** A command to paste: it finds the same data folder. */
export const commandLine = (command: string, dataDir: string): string =>
  `npx paperledger ${command}${dataDir === DEFAULT_DATA_DIR ? "" : ` --data ${shellWord(dataDir)}`}`;

/** The word as a shell takes it. */
const shellWord = (word: string) =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${harmless(word).replaceAll("'", "'\\''")}'`;

/** What to do after a run. */
export function whereNextText(traceId: TraceId, dataDir: string, colors: Colors): string {
  const commands = [
    [`trace ${ulidOf(traceId)}`, "events and rejects"],
    [`papers --trace ${ulidOf(traceId)}`, "papers it wrote"],
    ["stats", "all runs in sum"],
    ["verify", "proof of the sums"],
  ] as const;
  const lines = commands.map(([command, purpose]) => [commandLine(command, dataDir), purpose] as const);
  const width = Math.max(...lines.map(([line]) => line.length));
  return [
    colors.bold("Where to look next (in another terminal, or when this has ended)"),
    ...lines.map(([line, purpose]) => `  ${colors.cyan(line.padEnd(width))}  ${colors.dim(purpose)}`),
  ].join("\n");
}

/** How to reach what is kept in memory alone: by the variables that the AWS SDK and the AWS CLI know. */
export function exportsText(environment: Readonly<Record<string, string>>, colors: Colors): string {
  const names = Object.keys(environment).filter((name) => name.startsWith("AWS_"));
  return [
    colors.bold("Where to look next: AWS itself, from another terminal while this one runs"),
    ...names.map((name) => `  ${colors.cyan(`export ${name}=${shellWord(environment[name] ?? "")}`)}`),
  ].join("\n");
}
