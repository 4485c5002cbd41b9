import type { SourceTextEncoding } from "@paperledger/aws/papers/encode-source-text";
import { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { CommandError, EXIT } from "../command-error.ts";
import { environment } from "../environment.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/** Returns how the deployment writes source texts, by the variable of its setting. */
export function sourceTextEncoding(): SourceTextEncoding {
  const { setting, of, default: otherwise } = PROCESSOR.choices.SOURCE_TEXT;
  const given = environment.setting(setting) ?? otherwise;
  const encoding = of.find((each) => each === given);
  if (encoding) return encoding;
  throw new CommandError(
    EXIT.unusable,
    `${setting} is ${escapeForTerminal(given)}: set it to ${of.join(" or ")}`,
  );
}
