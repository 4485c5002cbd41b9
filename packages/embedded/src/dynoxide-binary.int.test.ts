import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { dynoxideBinary, EmbeddedDynamoDbError } from "./dynoxide-binary.ts";

test("the binary of this machine's platform is there", () => {
  expect(existsSync(dynoxideBinary())).toBe(true);
});

test("a platform that none is made for gets an error that says what to do", () => {
  let error: unknown;
  try {
    dynoxideBinary("plan9-mips");
  } catch (thrown) {
    error = thrown;
  }
  expect(error).toBeInstanceOf(EmbeddedDynamoDbError);
  expect(String(error)).toMatch(/@dynoxide\/plan9-mips.*AWS_ENDPOINT_URL_DYNAMODB/);
});
