// Evaluates sst.config.ts for one target in its own process, and sends the evaluation to the parent process. Mocks answer the program's
// requests to AWS, so no request leaves this machine.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { bundleProgram } from "./bundle-program.ts";
import type { Evaluation, Resource, Target } from "./evaluation.ts";
import { answerOf, stateOf } from "./mocked-aws.ts";
import { loadPulumi } from "./pulumi.ts";
import { PLATFORM, ROOT } from "./sst-platform.ts";

const [, , targetJson = "", work = ""] = process.argv;
const target: Target = JSON.parse(targetJson);
Object.assign(process.env, target.environment, { SST_AWS_REGION: target.region });

const { runtime, output } = loadPulumi();
const CONFIG = JSON.stringify(join(ROOT, "sst.config.ts"));

interface Code {
  readonly code: string;
  readonly define?: Readonly<Record<string, unknown>>;
  readonly inject?: readonly string[];
}

/** Bundles and runs code in SST's platform. Returns the exports of the code. */
async function exportsOf(part: string, { code, define = {}, inject }: Code) {
  const outfile = join(PLATFORM, `paperledger-${part}-${process.pid}.mjs`);
  try {
    await bundleProgram({ code, outfile, define, ...(inject && { inject }) });
    return await import(pathToFileURL(outfile).href);
  } finally {
    await rm(outfile, { force: true });
  }
}

/** Returns the result of `app()`, with SST's own defaults. */
async function appOf({ stage }: Target): Promise<Evaluation["app"]> {
  const { app } = await exportsOf("app", {
    code: `globalThis.$config = (config) => config;
      const { default: config } = await import(${CONFIG});
      export const app = await config.app(${JSON.stringify({ stage })});`,
  });
  return { removal: "retain", protect: false, ...app, stage };
}

/** Runs `run()` as `sst diff` does. */
async function runProgram(app: Evaluation["app"]): Promise<Evaluation["outputs"]> {
  const paths = { home: work, root: ROOT, work, platform: PLATFORM };
  const outputs = await runtime.runInPulumiStack(async () => {
    const program = await exportsOf("run", {
      code: `import { run } from ${JSON.stringify(join(PLATFORM, "src", "auto", "run.ts"))};
        import config from ${CONFIG};
        export const outputs = await run(config.run);`,
      define: {
        $app: app,
        $dev: target.dev,
        $cli: { command: "diff", rpc: "", paths, state: { version: {} } },
      },
      inject: [join(PLATFORM, "src", "shim", "run.js")],
    });
    return program.outputs;
  });
  await runtime.waitForRPCs(true);
  const entries = Object.entries(outputs ?? {}).map(async ([name, value]) => [name, await known(value)]);
  return Object.fromEntries(await Promise.all(entries));
}

const known = (value: unknown) => new Promise((resolve) => output(value).apply(resolve));

/** Records each registration as the engine gets it, after all of SST's transformations. */
function recordRegistrations(): readonly Resource[] {
  const resources: Resource[] = [];
  const monitor = runtime.getMonitor();
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (registration, ...rest) => {
    resources.push({
      type: registration.getType(),
      name: registration.getName(),
      inputs: runtime.deserializeProperties(registration.getObject()),
      dependsOn: registration.getDependenciesList(),
      retained: registration.getRetainondelete(),
    });
    return register(registration, ...rest);
  };
  return resources;
}

const told = (error: unknown) => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** Resolves at the first unhandled failure. Pulumi would wait forever after such a failure. */
const firstUnhandled = (errors: string[]) =>
  new Promise<void>((resolve) => {
    process.on("unhandledRejection", (reason) => {
      errors.push(told(reason));
      resolve();
    });
  });

async function mockAws(app: Evaluation["app"]): Promise<void> {
  const project = String(app.name);
  await runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `${name}-id`,
        state: { ...inputs, ...stateOf(type, name, inputs, target) },
      }),
      call: ({ token, inputs }) => answerOf(token, inputs, target),
    },
    project,
    target.stage,
    false,
  );
}

async function evaluate(): Promise<Evaluation> {
  const errors: string[] = [];
  const failed = firstUnhandled(errors);
  const evaluation = { target, errors, app: {}, resources: [] as readonly Resource[], outputs: {} };
  try {
    evaluation.app = await appOf(target);
    await mockAws(evaluation.app);
    evaluation.resources = recordRegistrations();
    evaluation.outputs = (await Promise.race([runProgram(evaluation.app), failed])) ?? {};
  } catch (error) {
    errors.push(told(error));
  }
  return evaluation;
}

process.send?.(await evaluate(), () => process.exit(0));
