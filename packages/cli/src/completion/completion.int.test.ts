import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { paperledger } from "../program.ts";
import { terminalOf } from "../terminal/terminal.fixture.ts";
import { completionScript } from "./completion.ts";
import { describedCommands } from "./described-commands.ts";
import type { Shell } from "./shells.ts";

const commands = describedCommands(
  paperledger(
    terminalOf().terminal,
    () => new AbortController().signal,
    () => {},
  ),
);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paperledger-completion-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FISH: Shell = "fish";
const has = (shell: Shell) => spawnSync(shell, ["-c", "true"]).status === 0;

function scriptFor(shell: Shell): string {
  const path = join(folder, `paperledger.${shell}`);
  writeFileSync(path, completionScript(shell, commands));
  return path;
}

describe.skipIf(!has("fish"))("fish offers", () => {
  const offered = (line: string) =>
    execFileSync(
      FISH,
      ["--no-config", "-c", 'source $argv[1]; complete -C "$argv[2]"', scriptFor("fish"), line],
      {
        encoding: "utf8",
      },
    )
      .split("\n")
      .flatMap((each) => each.split("\t")[0] || []);

  test("the commands that begin with what is typed", () => {
    expect(offered("paperledger ru")).toEqual(["runs"]);
    expect(offered("./paperledger ver")).toEqual(["verify"]);
  });

  test("the options of the command, and the values that one of them takes", () => {
    expect(offered("paperledger status --si")).toEqual(["--since"]);
    expect(offered("paperledger runs --status f")).toEqual(["failed"]);
  });

  test("the shells", () => {
    expect(offered("paperledger completion ").toSorted()).toEqual(["bash", "fish", "zsh"]);
  });
});

describe.skipIf(!has("zsh"))("zsh offers", () => {
  /** Returns the screen of a terminal after this line is typed and Tab is pressed twice. */
  async function shownAfter(line: string): Promise<string> {
    const shell = spawn("zsh", ["-f", "-i"], { cols: 200, rows: 50, env: { ...process.env, TERM: "dumb" } });
    let shown = "";
    shell.onData((text) => {
      shown += text;
    });
    const until = async (text: string) => {
      for (let looks = 0; !shown.includes(text); looks++) {
        if (looks === 400) throw new Error(`zsh never showed ${JSON.stringify(text)}: ${shown}`);
        await wait(50);
      }
    };
    // Before the line editor runs, the terminal itself echoes a Tab, and nothing completes.
    shell.write(
      `PS1=; autoload -Uz compinit; compinit -u -D; source ${scriptFor("zsh")}; ` +
        "zle-line-init() print rea''dy; zle -N zle-line-init\r",
    );
    await until("ready");
    shown = "";
    shell.write(`${line}\t\t`);
    // The shell completes before it reads what is typed next.
    shell.write("\x15print do''ne\r");
    await until("\ndone");
    shell.kill();
    return shown;
  }

  test("the commands that begin with what is typed", async () => {
    expect(await shownAfter("paperledger ver")).toContain("paperledger verify");
    expect(await shownAfter("./paperledger ver")).toContain("./paperledger verify");
  });

  test("the options of the command, and the values that one of them takes", async () => {
    expect(await shownAfter("paperledger status --si")).toContain("--since");
    expect(await shownAfter("paperledger runs --status f")).toContain("--status failed");
  });

  test("the shells", async () => {
    expect(await shownAfter("paperledger completion ")).toMatch(/bash +(zsh +fish|fish +zsh)/);
  });
});
