import type { DescribedCommand } from "./described-commands.ts";

/** Returns a completion for fish. @see https://fishshell.com/docs/current/cmds/complete.html */
export function fishCompletion(commands: readonly DescribedCommand[]): string {
  const names = commands.map(({ name }) => name).join(" ");
  const lines = commands.flatMap(({ name, description, values, options }) => [
    `complete -c paperledger -n "not __fish_seen_subcommand_from ${names}" -f -a ${name} -d ${quoted(description)}`,
    ...(values.length > 0
      ? [`complete -c paperledger -n "__fish_seen_subcommand_from ${name}" -f -a ${quoted(values.join(" "))}`]
      : []),
    ...options.map(
      ({ flag, description, choices }) =>
        `complete -c paperledger -n "__fish_seen_subcommand_from ${name}" -l ${flag.slice(2)} -d ${quoted(description)}${choices.length > 0 ? ` -x -a ${quoted(choices.join(" "))}` : ""}`,
    ),
  ]);
  return `${lines.join("\n")}\n`;
}

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
