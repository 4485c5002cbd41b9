// Evaluates the program once for all tests of the stacks.
import type { TestProject } from "vitest/node";
import { type Evaluations, evaluate } from "./evaluate.ts";
import { TARGETS } from "./targets.ts";

declare module "vitest" {
  export interface ProvidedContext {
    evaluations: Evaluations;
  }
}

export default async function evaluateOnce(project: TestProject): Promise<void> {
  project.provide("evaluations", await evaluate(Object.values(TARGETS)));
}
