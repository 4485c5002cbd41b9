import { bashCompletion } from "./bash-completion.ts";
import type { DescribedCommand } from "./described-commands.ts";
import { fishCompletion } from "./fish-completion.ts";
import type { Shell } from "./shells.ts";
import { zshCompletion } from "./zsh-completion.ts";

const SCRIPTS: Readonly<Record<Shell, (commands: readonly DescribedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** Returns the script by which a shell completes the command line. */
export const completionScript = (shell: Shell, commands: readonly DescribedCommand[]): string =>
  SCRIPTS[shell](commands);
