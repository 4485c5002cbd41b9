import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { dynoxideBinary, EmbeddedDynamoDbError } from "./dynoxide-binary.ts";

test("the binary of this machine's platform is there", () => {
  expect(existsSync(dynoxideBinary())).toBe(true);
});

test("a platform that none is made for gets an error that says what to do", () => {
  expect(() => dynoxideBinary("plan9-mips")).toThrow(EmbeddedDynamoDbError);
  expect(() => dynoxideBinary("plan9-mips")).toThrow(/@dynoxide\/plan9-mips.*AWS_ENDPOINT_URL_DYNAMODB/);
});
