import type { Command } from "commander";

/** An option, as a shell offers it. */
export interface DescribedOption {
  /** Such as `--json`. */
  readonly flag: string;
  readonly description: string;
  /** The values that it takes, if these are known. */
  readonly choices: readonly string[];
}

/** A command, as a shell offers it. */
export interface DescribedCommand {
  readonly name: string;
  readonly description: string;
  /** The values of its first argument, if these are known. */
  readonly values: readonly string[];
  readonly options: readonly DescribedOption[];
}

/** Returns what the command line says of its commands. So a completion never differs from it. */
export const describedCommands = (program: Command): readonly DescribedCommand[] =>
  program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    values: command.registeredArguments[0]?.argChoices ?? [],
    options: command.options.flatMap(({ long, description, argChoices = [] }) =>
      long ? [{ flag: long, description, choices: argChoices }] : [],
    ),
  }));
