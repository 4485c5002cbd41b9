import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { ChoiceSetting, NumberSetting, OptionalNumberSetting, TextSetting } from "./setting.ts";

/** A table, or another thing that has a name, which a function finds in its environment. */
export type NamedResource = keyof TableNames | "rawBucket" | "eventBus" | QueueName;

/** A queue whose messages invoke a function. */
type QueueName = "uploadsQueue" | "backfillQueue";

/** A thing that a permission is on. `self` is the function, `runsStream` the one stream that runs has now. */
type Resource =
  | NamedResource
  | "self"
  | "runsStream"
  | "discardedBucket"
  | "embeddingModel"
  | "deadLetters"
  /** Buckets beside `rawBucket` that a backfill may read from. There may be none. */
  | "backfillBuckets";

/** The actions that a function may do on one resource, and nothing else. */
export interface Permission {
  readonly on: Resource;
  /** Only on what is under this prefix of the resource: objects of a bucket, streams of a table. */
  readonly under?: string;
  readonly actions: readonly `${string}:${string}`[];
  /** Only where this variable of the function has this value. */
  readonly where?: { readonly variable: string; readonly is: string };
}

/** Lambda invokes the function with the messages of queues. Each queue has a mapping, a cap and dead letters of its own. */
interface QueueTrigger {
  readonly kind: "queue";
  readonly queues: Readonly<Partial<Record<QueueName, QueueOfTrigger>>>;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly retentionDays: number;
  /** How much longer than the function's time a message stays hidden after it was received. */
  readonly hiddenBeyondTimeoutSeconds: number;
  /** The queue that gets a message after so many receives that did not end well. */
  readonly deadLetters: DeadLetters & { readonly afterReceives: number };
}

interface QueueOfTrigger {
  /** S3 announces to the queue the objects that are created under a prefix. */
  readonly announced?: {
    readonly bucket: "rawBucket";
    readonly prefix: string;
    readonly events: readonly string[];
  };
  /** The most invocations at once. AWS takes 2 to 1,000. */
  readonly maximumConcurrency: NumberSetting;
}

/** Lambda invokes the function with the records of a table's stream. */
interface StreamTrigger {
  readonly kind: "stream";
  readonly table: "runs";
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  /** Event patterns of the records that arrive. */
  readonly filters: readonly unknown[];
  readonly batchSize: NumberSetting;
  readonly windowSeconds: NumberSetting;
  readonly parallelization: NumberSetting;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
  readonly retries: Retries;
  /** Gets each batch that is given up, with its records: a queue would get the batch's metadata alone. */
  readonly onFailure: "discardedBucket";
}

/**
 * A rule of the event bus invokes the function with each event that matches a pattern. An event that the rule cannot hand to
 * Lambda goes to the function's dead-letter queue.
 */
interface RuleTrigger {
  readonly kind: "rule";
  readonly bus: "eventBus";
  readonly description: string;
  readonly pattern: unknown;
  /** How often, and how long, EventBridge tries to hand an event to Lambda. */
  readonly retries: Retries;
}

/** A queue for what is given up. */
export interface DeadLetters {
  readonly retentionDays: number;
}

interface Retries {
  readonly attempts: number;
  readonly maximumAgeSeconds: number;
}

/** Lambda's settings for an event on which an asynchronous invocation failed. */
export interface AsynchronousInvocation {
  readonly retries: Retries;
  /** The queue that gets the event when its retries are used up. */
  readonly deadLetters: DeadLetters;
}

/** Units of CloudWatch. */
type Unit = "Count" | "Milliseconds";

/**
 * All that there is to know of a function, as plain data. The Lambda, its policy, trigger and settings in `stacks/`, the
 * local function, the probes at start, the function's metrics and the list of settings in docs/operations.md come from it.
 */
export interface FunctionDescription {
  /** The last part of its name on AWS, its name on a laptop, and its folder in `packages/functions/src`. */
  readonly name: string;
  /** The `service` of its log lines, metrics and traces. */
  readonly service: string;
  readonly purpose: string;
  readonly trigger: QueueTrigger | StreamTrigger | RuleTrigger;
  /** The variables that name a resource, in the order in which they are checked at start. */
  readonly resources: Readonly<Record<string, NamedResource>>;
  /** The variables that hold a number. */
  readonly numbers: Readonly<Record<string, NumberSetting>>;
  /** The variables that hold one of a few words. */
  readonly choices: Readonly<Record<string, ChoiceSetting>>;
  /** The variables that hold a text, and are not there unless it is set. */
  readonly texts: Readonly<Record<string, TextSetting>>;
  readonly memoryMb: NumberSetting;
  /** The time of an invocation: fixed, or a setting in minutes. */
  readonly timeout: { readonly seconds: number } | NumberSetting;
  readonly reservedConcurrency?: OptionalNumberSetting;
  readonly permissions: readonly Permission[];
  /** Only a function whose trigger invokes it asynchronously has it: a rule does, a queue and a stream do not. */
  readonly asynchronousInvocation?: AsynchronousInvocation;
  readonly metrics: Readonly<Record<string, Unit>>;
}

/** The resources whose names a function finds in its environment. */
export type ResourceOf<Described extends FunctionDescription> =
  Described["resources"][keyof Described["resources"]];

/** The tables among them. */
export type TableOf<Described extends FunctionDescription> = ResourceOf<Described> & keyof TableNames;

/** The resources that a function's policy has to name, and whose names the function does not find in its environment. */
export type PermittedOnly<Described extends FunctionDescription> =
  | Exclude<Described["permissions"][number]["on"], ResourceOf<Described> | "self">
  | (Described extends { readonly asynchronousInvocation: AsynchronousInvocation } ? "deadLetters" : never);

/** The metrics of a function. */
export type MetricOf<Described extends FunctionDescription> = keyof Described["metrics"] & string;

/** Values for some variables of a function. A name that is no variable of it is a type error. */
export type VariablesOf<Described extends FunctionDescription> = Readonly<
  Partial<
    Record<
      keyof (Described["resources"] & Described["numbers"] & Described["choices"] & Described["texts"]),
      string
    >
  >
>;
