import { momentText } from "@paperledger/core/text/moment";
import { CommandError, EXIT } from "../command-error.ts";

/** Returns the error for a range that ends before it begins. @param to the end, if it is given. Otherwise the range ends now */
export function rangeError(from: Date, to: Date | undefined): CommandError {
  const begin = momentText(from.toISOString());
  return new CommandError(
    EXIT.unusable,
    to === undefined
      ? `--from ${begin} has not come yet: give a moment that has passed`
      : `--from ${begin} is not before --to ${momentText(to.toISOString())}: give an earlier --from, or a later --to`,
  );
}
