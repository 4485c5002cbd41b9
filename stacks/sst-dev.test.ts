import { expect, test } from "vitest";
import { evaluated, ofType } from "./testing/evaluated.ts";
import { functionsOf } from "./testing/permissions.ts";

test("under `sst dev` SST's bridge stands for each handler, under the same name and with the same environment", () => {
  const functions = ofType("alice", "aws:lambda/function:Function").map(({ inputs }) => inputs);
  expect(functions.map(({ name }) => name).sort()).toEqual(
    ["processor", "projector", "vectorizer"].map((part) => `paperledger-alice-${part}`),
  );
  for (const { runtime, environment } of functions) {
    expect(runtime).toBe("provided.al2023");
    expect(environment).toMatchObject({ variables: { LOG_LEVEL: "INFO", SST_STAGE: "alice" } });
  }
});

test("and there alone a role is left as SST makes it, which the bridge needs", () => {
  for (const { trust, managedPolicies } of functionsOf(evaluated("alice"))) {
    expect(JSON.stringify(trust)).toContain("arn:aws:iam::111122223333:root");
    expect(managedPolicies).toHaveLength(1);
  }
});
