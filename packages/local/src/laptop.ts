import type { Ledger } from "@paperledger/aws/ledger/ledger";
import type { EmbeddedDynamoDbError } from "@paperledger/embedded/dynoxide-binary";
import type { LaptopFunction } from "./laptop-functions.ts";
import type { OnProblem } from "./on-problem.ts";

/** What the sample subscriber answered to one batch-done. */
export interface Delivery {
  readonly event_id: string;
  readonly papers: number;
  readonly vectors: number;
}

/** paperledger, whole, on this machine: embedded AWS, the real handlers, and the read side. */
export interface Laptop {
  readonly ledger: Ledger;
  /** Where the embedded AWS answers, as the environment variables that the AWS SDK and CLI understand. */
  readonly environment: Readonly<Record<string, string>>;
  /** Puts a file into the raw bucket as it is: its run starts by itself. Gives the object's key. */
  upload(file: { readonly name: string; readonly content: Uint8Array | string }): Promise<string>;
  /** Puts a file from disk there. */
  uploadFile(path: string): Promise<string>;
  /** Settled when no invocation is queued or running, the stream is projected, and the bus has delivered. */
  quiet(): Promise<void>;
  /** Resolves if the embedded DynamoDB ends before {@link stop}: nothing can go on then. */
  readonly died: Promise<EmbeddedDynamoDbError>;
  stop(): Promise<void>;
}

/** What a function is on a laptop, where it is to be something else than the handler in its source. */
interface FunctionOverride {
  /** Another module that exports `handler`, such as a bundle. */
  readonly module?: URL;
  /** What the function finds in its environment, given what it would find. */
  readonly environment?: (usual: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
}

export interface LaptopOptions {
  readonly functions?: Readonly<Partial<Record<LaptopFunction, FunctionOverride>>>;
  /** Where state is kept between starts; in memory without it. */
  readonly dataDir?: string | undefined;
  /** A DynamoDB (with Streams) that the user runs, in place of the embedded one. */
  readonly dynamoDbEndpoint?: string | undefined;
  /** More environment variables for the functions, such as LOG_LEVEL. */
  readonly functionEnvironment?: Readonly<Record<string, string>>;
  /** How long one invocation of the processor may take: Lambda's 15 minutes unless given. */
  readonly processorTimeoutMs?: number;
  /** Lets requests to AWS fail and the stream come out of order, in parts and repeated: the same way for the same seed. */
  readonly chaosSeed?: number | undefined;
  /** Lets DynamoDB answer the functions as it does on AWS in on-demand mode: throttled keys and conflicting transactions. */
  readonly limits?: boolean | undefined;
  /** Is called for each log line of the functions. */
  readonly onLogLine?: (functionName: string, line: string) => void;
  /** Is called for each answer of the sample subscriber. */
  readonly onDelivery?: (delivery: Delivery) => void;
  /** Is called for problems that no caller waits for: a failed invocation, a stream that cannot be read. */
  readonly onProblem?: OnProblem;
}
