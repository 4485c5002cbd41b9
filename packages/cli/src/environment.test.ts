import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test, vi } from "vitest";
import { environment } from "./environment.ts";

test("no other file of the command line reads the environment", () => {
  const folder = fileURLToPath(new URL(".", import.meta.url));
  const files = globSync("**/*.ts", { cwd: folder, exclude: ["**/*.test.ts", "**/*.fixture.ts"] });
  const reading = files.filter((file) => readFileSync(`${folder}/${file}`, "utf8").includes("process.env"));
  expect(reading).toEqual(["environment.ts"]);
});

test("an empty variable counts as not set", () => {
  for (const name of ["AWS_ENDPOINT_URL_DYNAMODB", "AWS_REGION", "AWS_DEFAULT_REGION", "PAPERLEDGER_STACK"])
    vi.stubEnv(name, "");
  expect(environment.dynamoDbEndpoint()).toBeUndefined();
  expect(environment.region()).toBeUndefined();
  expect(environment.showsStacks()).toBe(false);
  expect(environment.endpoints()).not.toHaveProperty("AWS_ENDPOINT_URL_DYNAMODB");
  vi.stubEnv("AWS_DEFAULT_REGION", "eu-west-1");
  expect(environment.region()).toBe("eu-west-1");
  vi.unstubAllEnvs();
});
