import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { TableNames } from "@paperledger/aws/tables/table-definitions";
import type { RunEvent } from "@paperledger/events/run-event";
import type { BenchDynamoDb } from "./bench-tables.ts";
import type { itemsOf } from "./feed/items-of.ts";

/** How much a row measures: for figures, for a look, or only to see that it works. */
export type BenchSize = "full" | "quick" | "tiny";

/** One comparison: our figure beside another's, from the same run. */
export interface Finding {
  readonly what: string;
  readonly ours: string;
  /** Whose the other figure is, and what it is. */
  readonly against: string;
  /** How many times as good ours is, or what else the aim is about. */
  readonly ratio: number;
  readonly aim: Aim;
  /** What a reader has to know to judge it. */
  readonly note?: string;
}

export type Aim =
  | { readonly atLeast: number }
  | { readonly atMost: number }
  /** Measured for the record. */
  | "none";

export interface BenchRow {
  /** What `--only` calls it. */
  readonly name: string;
  readonly run: (size: BenchSize) => Promise<readonly Finding[]>;
  /** Measures the same work by another build, where that is nearer than to compare what both builds' rows find. */
  readonly against?: (other: OtherBuild, size: BenchSize) => Promise<readonly Finding[]>;
}

/** A build of the product that ingests files, with a DynamoDB that has the tables it expects. */
export interface Build {
  startBenchDynamoDb(): Promise<BenchDynamoDb>;
  ingest(feed: Buffer, client: DynamoDBDocumentClient, tables: TableNames): Promise<unknown>;
}

/** Runs a build's projector on a stream batch. The events are given by trace id. */
export interface ProjectorBuild {
  /** The events of a new run, in the build's own layout. */
  eventsOfRun(count: number): { readonly events: readonly RunEvent[] };
  projectorOn(
    endpoint: string,
    table: string,
  ): {
    /** The middleware of its DynamoDB client. */
    readonly stack: DynamoDBDocumentClient["middlewareStack"];
    /** Folds the events, until the signal aborts. */
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
  /** Does what {@link itemsOf} does, by the other build's code. */
  readonly itemsOf: typeof itemsOf;
  readonly projector: ProjectorBuild;
}

export function isMet({ ratio, aim }: Finding): boolean {
  if (aim === "none") return true;
  return "atLeast" in aim ? ratio >= aim.atLeast : ratio <= aim.atMost;
}
