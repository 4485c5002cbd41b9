import { expect, test } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { EXIT_CODES, exitCodesTable, exitCodesText } from "./exit-codes.ts";

const program = paperledger(
  terminalOf().terminal,
  () => new AbortController().signal,
  () => {},
);

test("every command has exit codes, and there are none of others", () => {
  expect(Object.keys(EXIT_CODES).toSorted()).toEqual(program.commands.map((each) => each.name()).toSorted());
});

test.each(program.commands.map((command) => [command.name(), command] as const))(
  "the help of %s has its exit codes, Ctrl-C's among them, and tells of them nowhere else",
  (name, command) => {
    const help: string[] = [];
    command.configureOutput({ writeOut: (text) => help.push(text) }).outputHelp();
    const text = help.join("");
    expect(text).toContain(exitCodesText(name));
    expect(text.match(/exit code/gi)).toHaveLength(1);
    expect(exitCodesText(name)).toMatch(/\n {2}0 {4}.*\n(.*\n)* {2}2 {4}.*\n(.*\n)* {2}130 {2}/);
  },
);

test("the table has a row for each meaning that is a command's own, and one for those of all", () => {
  const rows = exitCodesTable().split("\n").slice(2);
  expect(rows).toContain("| `status` | 1 | there is something to do |");
  expect(rows.filter((row) => row.includes("| 130 |"))).toHaveLength(1);
  expect(rows.filter((row) => row.startsWith("| `verify` |"))).toHaveLength(3);
});

test.each(program.commands.map((command) => command.name()))(
  "each code in the help of %s is in a row of the table that is about this command",
  (name) => {
    const codesIn = (text: string, line: RegExp) =>
      [...text.matchAll(line)].map(([, code]) => Number(code)).toSorted((a, b) => a - b);
    const inHelp = codesIn(exitCodesText(name), /^ {2}(\d+) /gm);
    const own = codesIn(exitCodesTable(), new RegExp(`^\\| \`${name}\` \\| (\\d+) \\|`, "gm"));
    const shared = codesIn(exitCodesTable(), /^\| every (?:other|one) \| (\d+) \|/gm);
    expect(inHelp).toEqual([...new Set([...own, ...shared])].toSorted((a, b) => a - b));
  },
);
