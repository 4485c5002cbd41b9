import type { LaptopFunction } from "@paperledger/local/laptop-functions";

/**
 * Keeps the environment variables that a laptop gives to each function, so that a test can start the function's bundle with them.
 * Give `functions` to the laptop. After its start, `environments` holds the variables.
 */
export function keptEnvironments() {
  const environments: Record<LaptopFunction, Readonly<Record<string, string>>> = {
    processor: {},
    projector: {},
    vectorizer: {},
  };
  const kept = (name: LaptopFunction) => ({
    environment(usual: Readonly<Record<string, string>>) {
      environments[name] = usual;
      return usual;
    },
  });
  return {
    environments,
    functions: { processor: kept("processor"), projector: kept("projector"), vectorizer: kept("vectorizer") },
  };
}
