import { expect, inject } from "vitest";
import type {} from "./evaluate-once.ts";
import type { Evaluation, Resource } from "./evaluation.ts";
import type { Stage } from "./targets.ts";

/** Returns the evaluation of a stage. */
export function evaluated(stage: Stage): Evaluation {
  const evaluation = inject("evaluations").evaluations.find(({ target }) => target.stage === stage);
  if (!evaluation) throw new Error(`${stage} was not evaluated`);
  expect(evaluation.errors).toEqual([]);
  return evaluation;
}

/** Returns all resources of a type, such as `aws:sqs/queue:Queue`. */
export const ofType = (stage: Stage, type: string): readonly Resource[] =>
  evaluated(stage).resources.filter((resource) => resource.type === type);

/** Returns the inputs of a resource. Fails if there is not exactly one resource with this type and name. */
export function inputsOf(stage: Stage, type: string, name: string): Resource["inputs"] {
  const found = ofType(stage, type).filter((resource) => resource.name === name);
  expect(found, `${type} ${name} in ${stage}`).toHaveLength(1);
  return found[0]?.inputs ?? {};
}
