import type { DescribedCommand } from "./described-commands.ts";

/** Returns a completion for bash. @see https://www.gnu.org/software/bash/manual/html_node/Programmable-Completion.html */
export function bashCompletion(commands: readonly DescribedCommand[]): string {
  const after = (command: string, word: string, offered: readonly string[]) =>
    offered.length === 0 ? [] : [`    "${command} ${word}") words="${offered.join(" ")}" ;;`];
  const choices = commands.flatMap(({ name, values, options }) => [
    ...after(name, name, values),
    ...options.flatMap(({ flag, choices }) => after(name, flag, choices)),
  ]);
  const flags = commands.map(
    ({ name, options }) => `      ${name}) words="${options.map(({ flag }) => flag).join(" ")} --help" ;;`,
  );
  return `_paperledger() {
  local word="\${COMP_WORDS[COMP_CWORD]}" command="\${COMP_WORDS[1]}" words=""
  case "$command \${COMP_WORDS[COMP_CWORD-1]}" in
${choices.join("\n")}
  esac
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${commands.map(({ name }) => name).join(" ")} --help --version"
  elif [ -z "$words" ] && [[ "$word" == -* ]]; then
    case "$command" in
${flags.join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _paperledger paperledger ./paperledger
`;
}
