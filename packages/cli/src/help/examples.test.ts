import { expect, test } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { EXAMPLES, examplesText } from "./examples.ts";

const program = paperledger(
  terminalOf().terminal,
  () => new AbortController().signal,
  () => {},
);

test("every command has examples, and there are none of others", () => {
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(program.commands.map((each) => each.name()).toSorted());
});

test.each(program.commands.map((command) => [command.name(), command] as const))(
  "the examples of %s have its own options, and its help shows them",
  (name, command) => {
    const flags = command.options.map(({ long }) => long);
    for (const example of EXAMPLES[name] ?? []) {
      expect(example).toContain(name);
      for (const [flag] of example.matchAll(/--[a-z-]+/g)) expect(flags).toContain(flag);
    }
    const help: string[] = [];
    command.configureOutput({ writeOut: (text) => help.push(text) }).outputHelp();
    expect(help.join("")).toContain(examplesText(name).trim());
  },
);
