import type { Ledger } from "@paperledger/aws/ledger/ledger";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import type { LaptopFunction } from "./laptop-functions.ts";
import type { RetryDelays } from "./laptop-overrides.ts";
import type { OnProblem } from "./on-problem.ts";

/** The sample subscriber's answer to a batch-done event. */
export interface Delivery {
  readonly event_id: string;
  readonly papers: number;
  readonly vectors: number;
}

/** The whole of paperledger on this machine: the embedded AWS, the real handlers, and the read side. */
export interface Laptop {
  readonly ledger: Ledger;
  /** The endpoints of the embedded AWS, as the environment variables that the AWS SDK and CLI read. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts a file into the raw bucket unchanged, which starts its run. Returns the object's key. */
  upload(file: { readonly name: string; readonly content: Uint8Array | string }): Promise<string>;
  /** Puts a file from the disk into the raw bucket. Returns the object's key. */
  uploadFile(path: string): Promise<string>;
  /** Resolves when no invocation is queued or running, the stream is projected, and the bus has delivered its events. */
  quiet(): Promise<void>;
  /** Resolves if the embedded DynamoDB ends before {@link stop}. Then every further request to it fails. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  stop(): Promise<void>;
}

/** Replaces parts of a function on a laptop. */
interface FunctionOverride {
  /** Another module that exports `handler`, for example a bundle. */
  readonly module?: URL;
  /** Returns the function's environment variables, given the usual ones. */
  readonly environment?: (usual: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

export interface LaptopOptions {
  readonly functions?: Readonly<Partial<Record<LaptopFunction, FunctionOverride>>>;
  /** The folder for state between starts. Without it, the state is in memory. */
  readonly dataDir?: string | undefined;
  /** True if the laptop stops when the command that starts it is done. Other processes are told so. */
  readonly isForOneCommand?: boolean | undefined;
  /** A DynamoDB with Streams that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
  /** More environment variables for the functions, such as LOG_LEVEL. */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
  /** The longest time of one invocation of the processor. The default is Lambda's 15 minutes. */
  readonly processorTimeoutMs?: number;
  /** Makes requests to AWS fail, and delivers the stream out of order, in parts and repeatedly. The same seed gives the same faults. */
  readonly chaosSeed?: number | undefined;
  /** Makes DynamoDB answer the functions as on AWS in on-demand mode: it throttles keys, and transactions conflict. */
  readonly limits?: boolean | undefined;
  /** The waits before an invocation is tried again. Tests of failures make them shorter. */
  readonly retryDelays?: RetryDelays;
  /** Called for each log line of the functions. */
  readonly onLogLine?: (functionName: string, line: string) => void;
  /** Called for each answer of the sample subscriber. */
  readonly onDelivery?: (delivery: Delivery) => void;
  /** Called for problems that no caller can receive as an error: a failed invocation, a stream that cannot be read. */
  readonly onProblem?: OnProblem;
}
