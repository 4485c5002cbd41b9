import type { DescribedCommand, DescribedOption } from "./described-commands.ts";

/** Returns a completion for zsh. @see https://zsh.sourceforge.io/Doc/Release/Completion-System.html */
export const zshCompletion = (
  commands: readonly DescribedCommand[],
): string => `#compdef paperledger ./paperledger
_paperledger() {
  if (( CURRENT == 2 )); then
    local -a commands=(
${commands.map(({ name, description }) => `      ${quoted(`${name}:${description}`)}`).join("\n")}
    )
    _describe command commands
    return
  fi
  shift words
  (( CURRENT-- ))
  case "$words[1]" in
${commands.map((command) => `    ${command.name}) _arguments ${argumentsOf(command).join(" ")} ;;`).join("\n")}
  esac
}
compdef _paperledger paperledger ./paperledger
`;

const argumentsOf = ({ values, options }: DescribedCommand): readonly string[] => [
  ...options.map(argument),
  values.length > 0 ? quoted(`1:value:(${values.join(" ")})`) : "'*:file:_files'",
];

const argument = ({ flag, description, choices }: DescribedOption) =>
  quoted(
    `${flag}[${description.replaceAll(/[[\]:]/g, " ")}]${choices.length > 0 ? `:value:(${choices.join(" ")})` : ""}`,
  );

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
