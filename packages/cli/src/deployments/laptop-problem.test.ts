import { InvocationFailedError } from "@paperledger/local/lambda/invocation-record";
import { expect, test } from "vitest";
import { laptopProblemText } from "./laptop-problem.ts";

const failed = (errorType: string) =>
  new InvocationFailedError("vectorizer", "request-1", 1, { errorType, errorMessage: "why" });

test("an event that a cut off attempt still holds is told in plain words, and any other failure with its error", () => {
  expect(laptopProblemText(failed("IdempotencyAlreadyInProgressError"))).toBe(
    "vectorizer: an earlier attempt on this event was cut off, and its mark holds for up to two minutes. The event is tried again after that.",
  );
  expect(laptopProblemText(failed("TypeError"))).toBe(
    "vectorizer failed (attempt 1, request request-1): TypeError: why",
  );
  expect(laptopProblemText(new Error("it broke"))).toBe("it broke");
});
