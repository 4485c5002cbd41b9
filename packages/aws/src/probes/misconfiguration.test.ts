import { expect, test } from "vitest";
import { misconfigurationOf } from "./misconfiguration.ts";

const named = (name: string) => Object.assign(new Error("any"), { name });

test.each([
  ["ResourceNotFoundException", "absent"],
  ["NoSuchBucket", "absent"],
  ["AccessDenied", "denied"],
  ["AccessDeniedException", "denied"],
  ["PermanentRedirect", "other-region"],
  ["ValidationException", "other-shape"],
  ["CredentialsProviderError", "no-credentials"],
  ["ExpiredTokenException", "no-credentials"],
])("%s means a wrong setting: %s", (name, misconfiguration) => {
  expect(misconfigurationOf(named(name))).toBe(misconfiguration);
});

test.each([
  "ThrottlingException",
  "ProvisionedThroughputExceededException",
  "RequestLimitExceeded",
  "SlowDown",
  "InternalServerError",
  "ServiceUnavailable",
  "TimeoutError",
  "AbortError",
  "NoSuchKey",
  "ConditionalCheckFailedException",
])("%s may end by itself, or is a normal answer", (name) => {
  expect(misconfigurationOf(named(name))).toBeUndefined();
});

test("a region that is not set, or that has no address, means a wrong region", () => {
  expect(misconfigurationOf(new Error("Region is missing"))).toBe("no-region");
  expect(misconfigurationOf(Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" }))).toBe(
    "no-region",
  );
  expect(misconfigurationOf(Object.assign(new Error("getaddrinfo"), { code: "EAI_AGAIN" }))).toBeUndefined();
  expect(misconfigurationOf(Object.assign(new Error("reset"), { code: "ECONNRESET" }))).toBeUndefined();
});
