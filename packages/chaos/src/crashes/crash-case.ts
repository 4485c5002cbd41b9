import type { VariablesOf } from "@paperledger/functions/description/function-description";
import type { PROCESSOR } from "@paperledger/functions/processor/processor-function";
import { type FinalState, finalState } from "../worlds/final-state.ts";
import type { Services } from "../worlds/services.ts";
import { createWorld, type Upload } from "../worlds/world.ts";
import { type Dealing, type Delivered, deliverStream, deliverUpload, type Redelivery } from "./deliver.ts";
import type { Commands, CrashPoint, Pace } from "./function-call.ts";
import type { FunctionChildren } from "./function-children.ts";

const atMost = (bytes: number) =>
  ({ MAX_UNCOMPRESSED_BYTES: String(bytes) }) satisfies VariablesOf<typeof PROCESSOR>;

/** A case of a crash test: how often and where its processes die. */
export interface CrashCase {
  readonly name: string;
  /** For each processor that works on the object at the same time: the points at which its invocations die. */
  readonly processors: readonly (readonly CrashPoint[])[];
  readonly projector: readonly CrashPoint[];
  /**
   * For each processor, the limits of readable bytes in its first deliveries. Reading stops with an error at the limit. The last delivery can read
   * the whole file. The processor's crashes then happen in the first deliveries.
   */
  readonly readableBytes?: readonly (readonly number[])[];
  /** How the stream is delivered. The default is in order, in one batch, and once. */
  readonly dealing?: Dealing;
  /** How the stream is divided into shards. Each shard has a projector of its own, all at the same time. The default is one shard. */
  readonly sharding?: Dealing;
  /** The time limit of the processor's invocations. The default is enough time. */
  readonly pace?: Pace;
  /** Set if each message of an upload is delivered a second time. Says when. */
  readonly redelivery?: Redelivery;
  /** Environment variables that differ from the usual ones of the functions. */
  readonly environment?: Readonly<Record<string, string>>;
}

export const CLEAN_CASE: CrashCase = { name: "clean", processors: [[]], projector: [] };

export interface CaseResult {
  readonly state: FinalState;
  /** The number of requests by invocations that were not killed. */
  readonly processorRequests: number;
  readonly processorCommands: Commands;
  readonly processorInvocations: number;
  readonly projectorRequests: number;
  /** The largest number of projectors that worked at the same time. */
  readonly projectorsAtOnce: number;
  /** The number of processes that died. */
  readonly kills: number;
  readonly faults: number;
}

/** The services, uploads and child processes with which cases run. */
export interface CrashLab {
  readonly services: Services;
  readonly upload: Upload;
  /** The uploads of the second processor, the third one, and so on. Set if they work on other objects than the first. */
  readonly otherUploads?: readonly Upload[];
  readonly children: FunctionChildren;
}

/** Runs one case in a world of its own. It delivers the events until all are handled, however many processes die. */
export async function runCase(
  crashCase: CrashCase,
  { services, upload, otherUploads = [], children }: CrashLab,
): Promise<CaseResult> {
  const world = await createWorld(services, crashCase.name, crashCase.environment);
  const { pace, redelivery } = crashCase;
  const deliverAll = async (
    { event }: Upload,
    crashes: readonly CrashPoint[],
    readableBytes: readonly number[],
  ) => {
    for (const bytes of readableBytes) {
      const limited = { ...world.environment, ...atMost(bytes) };
      await deliverUpload(event, { ...world, environment: limited }, children, { crashes, pace, redelivery });
    }
    const left = readableBytes.length > 0 ? [] : crashes;
    return deliverUpload(event, world, children, { crashes: left, pace, redelivery });
  };
  const processors = await Promise.all(
    crashCase.processors.map((crashes, index) =>
      deliverAll(otherUploads[index - 1] ?? upload, crashes, crashCase.readableBytes?.[index] ?? []),
    ),
  );
  const { atOnce, ...projector } = await deliverStream(world, children, crashCase);
  return {
    state: await finalState(world),
    processorRequests: requestsOf(processors[0]),
    processorCommands: processors[0]?.commands ?? {},
    processorInvocations: processors[0]?.invocations ?? 0,
    projectorRequests: requestsOf(projector),
    projectorsAtOnce: atOnce,
    kills: [...processors, projector].reduce((sum, { kills }) => sum + kills, 0),
    faults: [...processors, projector].reduce((sum, { faults }) => sum + faults, 0),
  };
}

const requestsOf = (delivered: Delivered | undefined) =>
  Object.values(delivered?.commands ?? {}).reduce((sum, count) => sum + count, 0);
