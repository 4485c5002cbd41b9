import type { Command } from "commander";

/** An option, as a shell offers it. */
export interface DescribedOption {
  /** For example `--json`. */
  readonly flag: string;
  readonly description: string;
  /** The values that the option takes, if they are known. */
  readonly choices: readonly string[];
}

/** A command, as a shell offers it. */
export interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  /** The values of the command's first argument, if they are known. */
  readonly values: readonly string[];
  readonly options: readonly DescribedOption[];
}

/** Returns the commands as the command line defines them, so that completions never differ from it. */
export const describedCommands = (program: Command): readonly DescribedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    values: command.registeredArguments[0]?.argChoices ?? [],
    options: command.options.flatMap(({ long, description, argChoices = [] }) =>
      long ? [{ flag: long, description, choices: argChoices }] : [],
    ),
  }));
