import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { ChoiceSetting, NumberSetting, OptionalNumberSetting, TextSetting } from "./setting.ts";

/** A table, bucket, queue or bus whose name a function reads from its environment. */
export type NamedResource = keyof TableNames | "rawBucket" | "eventBus" | QueueName;

/** A queue whose messages invoke a function. */
type QueueName = "uploadsQueue" | "backfillQueue";

/** The resource of a permission. `self` is the function itself. `runsStream` is the current stream of the runs table. */
type Resource =
  | NamedResource
  | "self"
  | "runsStream"
  | "discardedBucket"
  | "embeddingModel"
  | "deadLetters"
  /** The other buckets that a backfill may read from. The list may be empty. */
  | "backfillBuckets";

/** All actions that a function may do on one resource. */
export interface Permission {
  readonly on: Resource;
  /** Limits the permission to this prefix: objects of a bucket, or streams of a table. */
  readonly under?: string;
  readonly actions: readonly `${string}:${string}`[];
  /** Grants the permission only if this variable of the function has this value. */
  readonly where?: { readonly variable: string; readonly is: string };
}

/**
 * Lambda invokes the function with the messages of queues. Each queue has its own event source mapping, maximum
 * concurrency and dead-letter queue.
 */
interface QueueTrigger {
  readonly kind: "queue";
  readonly queues: Readonly<Partial<Record<QueueName, QueueOfTrigger>>>;
  readonly batchSize: number;
  readonly reportBatchItemFailures: boolean;
  readonly retentionDays: number;
  /** The queue's visibility timeout is the function's timeout plus this time. */
  readonly hiddenBeyondTimeoutSeconds: number;
  /** The queue that gets a message after `afterReceives` receives without success. */
  readonly deadLetters: DeadLetters & { readonly afterReceives: number };
}

interface QueueOfTrigger {
  /** S3 sends the queue a message for each object that is created under the prefix. */
  readonly announced?: {
    readonly bucket: "rawBucket";
    readonly prefix: string;
    readonly events: readonly string[];
  };
  /** The maximum number of invocations at the same time. AWS accepts 2 to 1,000. */
  readonly maximumConcurrency: NumberSetting;
}

/** Lambda invokes the function with the records of a table's stream. */
interface StreamTrigger {
  readonly kind: "stream";
  readonly table: "runs";
  readonly startingPosition: "TRIM_HORIZON" | "LATEST";
  /** Lambda invokes the function only with records that match one of these event patterns. */
  readonly filters: readonly unknown[];
  readonly batchSize: NumberSetting;
  readonly windowSeconds: NumberSetting;
  readonly parallelization: NumberSetting;
  readonly bisectBatchOnFunctionError: boolean;
  readonly reportBatchItemFailures: boolean;
  readonly retries: Retries;
  /** Gets each discarded batch with its records. A queue would get only the batch's metadata. */
  readonly onFailure: "discardedBucket";
}

/**
 * A rule of the event bus invokes the function with each event that matches a pattern. If the rule cannot deliver an
 * event to Lambda, the event goes to the function's dead-letter queue.
 */
interface RuleTrigger {
  readonly kind: "rule";
  readonly bus: "eventBus";
  readonly description: string;
  readonly pattern: unknown;
  /** The limits of how often and how long EventBridge tries to deliver an event to Lambda. */
  readonly retries: Retries;
}

/** A dead-letter queue. */
export interface DeadLetters {
  readonly retentionDays: number;
}

interface Retries {
  readonly attempts: number;
  readonly maximumAgeSeconds: number;
}

/** Lambda's settings for the event of a failed asynchronous invocation. */
export interface AsynchronousInvocation {
  readonly retries: Retries;
  /** The queue that gets the event after its last retry. */
  readonly deadLetters: DeadLetters;
}

/** Units of CloudWatch. */
type Unit = "Count" | "Milliseconds";

/**
 * The complete description of a function, as plain data. These are made from it: the Lambda function with its policy,
 * trigger and settings in `stacks/`, the local function, the probes at start, the metrics, and the list of settings
 * in docs/operations.md.
 */
export interface FunctionDescription {
  /** The last part of the function's name on AWS, its name on a laptop, and its folder in `packages/functions/src`. */
  readonly name: string;
  /** The `service` of its log lines, metrics and traces. */
  readonly service: string;
  readonly purpose: string;
  readonly trigger: QueueTrigger | StreamTrigger | RuleTrigger;
  /** The variables that name a resource. They are checked at start in this order. */
  readonly resources: Readonly<Record<string, NamedResource>>;
  /** The variables that hold a number. */
  readonly numbers: Readonly<Record<string, NumberSetting>>;
  /** The variables that hold one of several given words. */
  readonly choices: Readonly<Record<string, ChoiceSetting>>;
  /** The variables that hold a text. A variable without a value is absent. */
  readonly texts: Readonly<Record<string, TextSetting>>;
  readonly memoryMb: NumberSetting;
  /** The timeout of an invocation: fixed, or a setting in minutes. */
  readonly timeout: { readonly seconds: number } | NumberSetting;
  readonly reservedConcurrency?: OptionalNumberSetting;
  readonly permissions: readonly Permission[];
  /** Present only if the trigger invokes the function asynchronously. A rule does. A queue and a stream do not. */
  readonly asynchronousInvocation?: AsynchronousInvocation;
  readonly metrics: Readonly<Record<string, Unit>>;
}

/** The resources whose names a function finds in its environment. */
export type ResourceOf<Described extends FunctionDescription> =
  Described["resources"][keyof Described["resources"]];

/** The tables whose names a function finds in its environment. */
export type TableOf<Described extends FunctionDescription> = ResourceOf<Described> & keyof TableNames;

/** The resources that are only in a function's policy, and not in its environment. */
export type PermittedOnly<Described extends FunctionDescription> =
  | Exclude<Described["permissions"][number]["on"], ResourceOf<Described> | "self">
  | (Described extends { readonly asynchronousInvocation: AsynchronousInvocation } ? "deadLetters" : never);

export type MetricOf<Described extends FunctionDescription> = keyof Described["metrics"] & string;

/** Values for some variables of a function. The name of an unknown variable is a type error. */
export type VariablesOf<Described extends FunctionDescription> = Readonly<
  Partial<
    Record<
      keyof (Described["resources"] & Described["numbers"] & Described["choices"] & Described["texts"]),
      string
    >
  >
>;
