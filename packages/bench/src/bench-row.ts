import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { RunEvent } from "@paperledger/events/run-event";
import type { BenchDynamoDb } from "./bench-tables.ts";
import type { itemsOf } from "./feed/items-of.ts";

/** The amount of work that a row measures: `full` for reliable figures, `quick` for a first look, `tiny` only to see that the row works. */
export type BenchSize = "full" | "quick" | "tiny";

/** A comparison of our figure with another one from the same run. */
export interface Finding {
  readonly what: string /** The text of `what` in older builds, if they have another one for the same measurement. */;
  readonly formerly?: string;
  readonly ours: string;
  /** The name of the peer, and its figure. */
  readonly against: string;
  /** How many times better our figure is, or another value to which the aim applies. */
  readonly ratio: number;
  readonly aim: Aim;
  /** A remark that a reader needs to judge the comparison. */
  readonly note?: string;
}

export type Aim =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  /** Measured for the record. */
  | "none";

export interface BenchRow {
  /** The row's name for `--only`. */
  readonly name: string;
  readonly run: (size: BenchSize) => Promise<readonly Finding[]>;
  /**
   * Measures the same work with another build. Set if this is more exact than a comparison of the findings of both builds' rows.
   */
  readonly against?: (other: OtherBuild, size: BenchSize) => Promise<readonly Finding[]>;
}

/** A build of the product that ingests files. Its DynamoDB has the tables that the build expects. */
export interface Build {
  startBenchDynamoDb(): Promise<BenchDynamoDb>;
  ingest(feed: Buffer, client: DynamoDBDocumentClient, tables: TableNames): Promise<unknown>;
}

/** Runs a build's projector on a stream batch. The events are given by trace id. */
export interface ProjectorBuild {
  /** Returns the events of a new run, in the build's own form. */
  eventsOfRun(count: number): { readonly events: readonly RunEvent[] };
  projectorOn(
    endpoint: string,
    table: string,
  ): {
    /** The middleware stack of the projector's DynamoDB client. */
    readonly stack: DynamoDBDocumentClient["middlewareStack"];
    /** Folds the events. Stops when the signal aborts. */
    readonly project: (
      events: ReadonlyMap<string, readonly RunEvent[]>,
      signal: AbortSignal,
    ) => Promise<void>;
    readonly stop: () => void;
  };
}

/** Another build of the product, in a folder of its own with its own node_modules. */
export interface OtherBuild extends Build {
  readonly folder: string;
  readonly rows: readonly Pick<BenchRow, "name" | "run">[];
  /** Does the same as {@link itemsOf}, with the other build's code. */
  readonly itemsOf: typeof itemsOf;
  readonly projector: ProjectorBuild;
}

export function isMet({ ratio, aim }: Finding): boolean {
  if (aim === "none") return true;
  return "atLeast" in aim ? ratio >= aim.atLeast : ratio <= aim.atMost;
}
