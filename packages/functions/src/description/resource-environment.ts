import { mapValues } from "./map-values.ts";

/**
 * Returns the variables that name a function's resources, each with the given name of its resource.
 *
 * @example resourceEnvironment(PROJECTOR, { statistics: "my-statistics", eventBus: "my-bus" })
 */
export const resourceEnvironment = <Variable extends string, Resource extends string, Name>(
  { resources }: { readonly resources: Readonly<Record<Variable, Resource>> },
  names: Readonly<Record<NoInfer<Resource>, Name>>,
): Record<Variable, Name> => mapValues(resources, (resource: Resource) => names[resource]);
