import { expect, test } from "vitest";
import { ofType } from "./testing/evaluated.ts";
import { STAGES } from "./testing/targets.ts";

test.each(STAGES)("in stage %s every function is traced and runs on Node 24 and arm64", (stage) => {
  const functions = ofType(stage, "aws:lambda/function:Function");
  expect(functions.map(({ name }) => name).sort()).toEqual([
    "ProcessorFunction",
    "ProjectorFunction",
    "VectorizerFunction",
  ]);
  for (const { name, inputs } of functions)
    expect(inputs, name).toMatchObject({
      tracingConfig: { mode: "Active" },
      runtime: "nodejs24.x",
      architectures: ["arm64"],
    });
});
