import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { completionScript } from "./completion.ts";
import { describedCommands } from "./described-commands.ts";
import { SHELLS } from "./shells.ts";

const commands = describedCommands(
  paperledger(
    terminalOf().terminal,
    () => new AbortController().signal,
    () => {},
  ),
);

/** Returns the completions of bash after these words. The last word may be incomplete. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${completionScript("bash", commands)}
COMP_WORDS=(paperledger ${words.map((word) => `"${word}"`).join(" ")})
COMP_CWORD=${words.length}
_paperledger
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n");
}

describe("bash offers", () => {
  test("the commands, and those that begin with what is typed", () => {
    expect(offered("")).toEqual(expect.arrayContaining(["status", "runs", "verify", "--version"]));
    expect(offered("ru")).toEqual(["runs"]);
  });

  test("the options of the command, and the values that one of them takes", () => {
    expect(offered("runs", "--f")).toEqual(["--from", "--failed-since", "--file"]);
    expect(offered("status", "--s")).toEqual(["--since"]);
    expect(offered("runs", "--status", "f")).toEqual(["failed"]);
    expect(offered("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });
});

test.each(SHELLS)("the script for %s names every command and option", (shell) => {
  const script = completionScript(shell, commands);
  expect(commands.length).toBeGreaterThan(10);
  for (const { name, options } of commands) {
    expect(script).toContain(name);
    for (const { flag } of options) expect(script).toContain(shell === "fish" ? `-l ${flag.slice(2)}` : flag);
  }
});

test("text of a description does not end a quotation", () => {
  const odd = [
    {
      name: "odd",
      description: "it's [a: b]",
      values: [],
      options: [{ flag: "--x", description: "it's", choices: [] }],
    },
  ];
  expect(completionScript("zsh", odd)).toContain(`'odd:it'\\''s [a: b]'`);
  expect(completionScript("fish", odd)).toContain(`-d 'it\\'s [a: b]'`);
});
