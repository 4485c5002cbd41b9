import { expect, test } from "vitest";
import { evaluated } from "./testing/evaluated.ts";

test("production without an address for alarms warns that nobody gets them", () => {
  expect(evaluated("prod").outputs).toMatchObject({
    WARNING_alarms: expect.stringMatching(/^NOBODY GETS THE ALARMS: set PAPERLEDGER_ALARM_EMAIL/),
  });
});

test("production with an address, and a temporary stage, have no warning", () => {
  for (const stage of ["production", "dev"] as const)
    expect(evaluated(stage).outputs).not.toHaveProperty("WARNING_alarms");
});

test("a new account's processor leaves concurrency for the other functions, and reserves none", () => {
  const { resources } = evaluated("prod");
  const inputs = (name: string) => resources.find((resource) => resource.name === name)?.inputs;
  expect(inputs("UploadsToProcessor")).toMatchObject({ scalingConfig: { maximumConcurrency: 5 } });
  expect(inputs("ProcessorFunction")).not.toHaveProperty("reservedConcurrentExecutions");
});
