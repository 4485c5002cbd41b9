/** The packages that each package's product code may import, beside itself. Dependencies point one way. */
const ARROWS = {
  events: [],
  core: ["events"],
  aws: ["core", "events"],
  functions: ["aws", "core", "events"],
  embedded: [],
  "event-patterns": [],
  faults: [],
  local: ["functions", "aws", "core", "events", "embedded", "event-patterns", "faults"],
  dashboard: ["aws", "core", "events", "embedded"],
  cli: ["dashboard", "local", "functions", "aws", "core", "events", "embedded", "faults"],
  chaos: ["local", "functions", "aws", "core", "events", "embedded", "faults"],
  bench: ["dashboard", "local", "functions", "aws", "core", "events", "embedded", "faults"],
};

/** Any test may use the embedded AWS and the faults, which stand below every package. */
const FOR_TESTS = ["embedded", "faults"];

const TEST = "\\.(test|fixture)\\.(ts|mjs)$";

const anyOf = (names) => `(?:${names.join("|")})`;

const arrowRules = Object.entries(ARROWS).flatMap(([name, targets]) =>
  [
    { name: `arrows of ${name}`, from: { pathNot: TEST }, targets },
    { name: `arrows of ${name}'s tests`, from: {}, targets: [...targets, ...FOR_TESTS] },
  ].map((rule) => ({
    name: rule.name,
    severity: "error",
    from: { path: `^packages/${name}/`, ...rule.from },
    to: { path: "^packages/", pathNot: `^packages/${anyOf([name, ...rule.targets])}/` },
  })),
);

/** Node's own modules that core may use: streams, and computation without any effect outside of the process. */
const CORE_NODE_MODULES = [
  "buffer",
  "crypto",
  "events",
  "stream",
  "string_decoder",
  "timers/promises",
  "util",
  "zlib",
];

export default {
  forbidden: [
    ...arrowRules,
    {
      name: "every package has its arrows",
      severity: "error",
      from: { path: "^packages/", pathNot: `^packages/${anyOf(Object.keys(ARROWS))}/` },
      to: {},
    },
    {
      name: "packages import each other by name, not by path",
      severity: "error",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^packages/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    { name: "no circles", severity: "error", from: {}, to: { circular: true } },
    { name: "every import is found", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "AWS SDK",
      comment:
        "Only aws imports the SDK, faults that reach into its clients, bench, which measures against it, and the subscriber's stores in DynamoDB.",
      severity: "error",
      from: {
        path: "^packages/",
        pathNot: [
          `^packages/${anyOf(["aws", "bench", "faults"])}/`,
          "^packages/events/src/dynamodb\\.ts$",
          TEST,
        ],
      },
      to: { path: "node_modules/@aws-sdk/" },
    },
    {
      name: "core is pure",
      severity: "error",
      from: { path: "^packages/core/", pathNot: TEST },
      to: { dependencyTypes: ["core"], pathNot: `^${anyOf(CORE_NODE_MODULES)}$` },
    },
    {
      name: "names say what is in a file",
      severity: "error",
      from: {},
      to: { path: "^packages/.*(^|[/.-])(utils?|helpers?|managers?|common)([/.-]|$)" },
    },
  ],
  options: {
    parser: "tsc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "^(\\.sst|packages/events/dist)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      mainFields: ["module", "main", "types"],
    },
  },
};
