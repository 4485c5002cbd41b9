/** What a stage would be deployed to. */
export interface Target {
  readonly stage: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** Whether by `sst dev`, with SST's bridge in the place of each handler. */
  readonly dev: boolean;
  /** Settings, as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A resource that a deployment would create. */
export interface Resource {
  /** Such as `aws:dynamodb/table:Table`. */
  readonly type: string;
  /** The name that the program gives it: the physical one may end in a random suffix. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  /** Whether `sst remove` leaves it where it is. */
  readonly retained: boolean;
}

/** What the program would create in one stage. */
export interface Evaluation {
  readonly target: Target;
  /** What `app()` gave. */
  readonly app: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  /** What `run()` gave: the outputs that `sst deploy` prints. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}
