import { InvocationFailedError } from "@paperledger/local/lambda/invocation-record";
import { problemText } from "../text/error-text.ts";

/**
 * Powertools refuses a second delivery of an event with this error while the first is under way. If a laptop was killed, the
 * first delivery stays marked as under way until its timeout. So this error is normal after a restart.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
const STILL_MARKED = "IdempotencyAlreadyInProgressError";

/** Returns a problem of a laptop in one line, for people. */
export const laptopProblemText = (problem: Error): string =>
  problem instanceof InvocationFailedError && problem.functionError.errorType === STILL_MARKED
    ? `${problem.functionName}: an earlier attempt on this event was cut off, and its mark holds for up to two minutes. The event is tried again after that.`
    : problemText(problem);
