import { globSync, readFileSync } from "node:fs";
import { paperledger } from "@paperledger/cli/program";
import { terminalOf } from "@paperledger/cli/terminal/terminal.fixture";
import { expect, test } from "vitest";

const PAGES = globSync(["*.md", "docs/**/*.md", "examples/*/README.md", "packages/*/README.md"]);

/** Returns the lines of a page's blocks of shell commands on which two commands were joined, for example by a formatter of text. */
const joinedIn = (page: string) =>
  [...page.matchAll(/^ *```sh\n(.*?)^ *```$/gms)]
    .flatMap(([, block = ""]) => block.split("\n"))
    .filter((line) => /^\S.*[^|&;"'(:$]\s+\.\/paperledger(?:\s|$)/.test(line.replace(/^#.*/, "")));

test("two commands on one line are found, and a pipe of commands is not", () => {
  expect(joinedIn("```sh\n./paperledger tail ./paperledger tail --json\n```")).toHaveLength(1);
  expect(joinedIn("```sh\n./paperledger tail # a comment ./paperledger\n```")).toHaveLength(1);
  expect(joinedIn("```sh\n./paperledger tail\nnpm ci && ./paperledger runs\n```")).toEqual([]);
});

test("each command in a page's block has a line of its own", () => {
  expect(PAGES.length).toBeGreaterThan(30);
  const found = PAGES.flatMap((path) =>
    joinedIn(readFileSync(path, "utf8")).map((line) => `${path}: ${line}`),
  );
  expect(found).toEqual([]);
});

/** Returns the words of each `./paperledger` command on a page, in blocks and inside lines, with the name of the command first. */
const commandsOn = (page: string): readonly (readonly string[])[] =>
  [...page.matchAll(/\.\/paperledger ([^`\n]*)/g)].map(([, words = ""]) =>
    // A pipe, a comment or a bracket ends the command.
    (words.split(/ #| \|| && |[)"]|, | \(/)[0] ?? "").trim().split(/\s+/),
  );

const program = paperledger(terminalOf().terminal, AbortSignal.abort, () => {});

/** Returns what is wrong with a command: a name that does not exist, or an option that the command does not have. */
function problemsOf([name = "", ...words]: readonly string[]): readonly string[] {
  const command = program.commands.find((each) => each.name() === name);
  if (!command) return name.startsWith("-") ? [] : [`no command ${name}`];
  const flags = words.flatMap((word) => /^--[a-z-]+/.exec(word)?.[0] ?? []);
  return flags
    .filter((flag) => flag !== "--help" && !command.options.some(({ long }) => long === flag))
    .map((flag) => `${name} has no ${flag}`);
}

test("a command and an option that do not exist are found", () => {
  const [none, wrong, right] = commandsOn(
    "`./paperledger nothing`, ./paperledger runs --al\n./paperledger runs --from 3d # x",
  );
  expect([none, wrong, right].map((words) => problemsOf(words ?? []))).toEqual([
    ["no command nothing"],
    ["runs has no --al"],
    [],
  ]);
});

test("each command on a page exists, and has the options that the page gives it", () => {
  const found = PAGES.flatMap((path) =>
    commandsOn(readFileSync(path, "utf8")).map((words) => ({ path, words, problems: problemsOf(words) })),
  );
  expect(found.length).toBeGreaterThan(50);
  expect(found.filter(({ problems }) => problems.length > 0)).toEqual([]);
});

test("each command on a page for this machine is one that a test runs on a terminal or in a pipe", () => {
  const tested = readFileSync("packages/cli/src/every-command.int.test.ts", "utf8");
  for (const path of PAGES)
    for (const [name = "", ...words] of commandsOn(readFileSync(path, "utf8")))
      if (!words.includes("--outputs") && /^[a-z]/.test(name))
        expect([path, name, tested.includes(`  ${name}: `)]).toEqual([path, name, true]);
});
