import { type ChildProcess, fork } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import type { HandlerBundle } from "./bundle-handler.ts";
import type { Evaluation, Target } from "./evaluation.ts";
import { laySstPlatform } from "./sst-platform.ts";
import { type SstServer, startSstServer } from "./sst-server.ts";

/** Thrown if the process that evaluates the program ends without an evaluation. The message contains its output. */
class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}

/** The evaluation for each target, and the size of each handler's bundle. */
export interface Evaluations {
  readonly evaluations: readonly Evaluation[];
  readonly bundles: Readonly<Record<string, Pick<HandlerBundle, "handler" | "sizeBytes">>>;
}

export const target = (stage: string, more: Partial<Target> = {}): Target => ({
  stage,
  partition: "aws",
  region: "eu-central-1",
  account: "111122223333",
  dev: false,
  environment: {},
  ...more,
});

/**
 * Evaluates the whole program for each target, as `sst diff` does. It needs no account, and evaluates all targets in parallel. Errors of
 * the program are in `errors` of the evaluation.
 *
 * @throws SstInstallError, EvaluationError
 */
export async function evaluate(targets: readonly Target[]): Promise<Evaluations> {
  await laySstPlatform();
  const folder = await mkdtemp(join(tmpdir(), "paperledger-stacks-"));
  const server = await startSstServer(join(folder, "bundles"));
  try {
    const evaluations = await Promise.all(
      targets.map((target, index) => evaluateOne(target, server, join(folder, String(index)))),
    );
    return { evaluations, bundles: await sizesOf(server) };
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Returns the environment without settings, because this machine's settings must not affect a target. */
const withoutSettings = (environment: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith("PAPERLEDGER_")));

async function evaluateOne(target: Target, server: SstServer, work: string): Promise<Evaluation> {
  const child = fork(join(import.meta.dirname, "evaluate-program.ts"), [JSON.stringify(target), work], {
    env: { ...withoutSettings(process.env), SST_SERVER: server.url },
    execArgv: ["--disable-warning=ExperimentalWarning"],
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const said = Promise.all([textOf(child.stdout), textOf(child.stderr)]);
  const evaluation = await new Promise<Evaluation | undefined>((resolve) => {
    child.once("message", (message: Evaluation) => resolve(message));
    child.once("exit", () => resolve(undefined));
  });
  if (evaluation) return evaluation;
  throw new EvaluationError(`stage ${target.stage} could not be evaluated: ${(await said).join("\n")}`);
}

const textOf = async (stream: ChildProcess["stdout"]) => (stream ? text(stream) : "");

async function sizesOf({ bundles }: SstServer): Promise<Evaluations["bundles"]> {
  const made = await Promise.allSettled(bundles.values());
  return Object.fromEntries(
    [...bundles.keys()].flatMap((handler, index) => {
      const bundle = made[index];
      return bundle?.status === "fulfilled"
        ? [[handler, { handler: bundle.value.handler, sizeBytes: bundle.value.sizeBytes }]]
        : [];
    }),
  );
}
