/** A stage, and the account and region to which it would be deployed. */
export interface Target {
  readonly stage: string;
  readonly partition: string;
  readonly region: string;
  readonly account: string;
  /** True for `sst dev`, where SST's bridge replaces each handler. */
  readonly dev: boolean;
  /** Settings as environment variables. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A resource that a deployment would create. */
export interface Resource {
  /** The resource's type, such as `aws:dynamodb/table:Table`. */
  readonly type: string;
  /** The name in the program. The physical name may end with a random suffix. */
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly dependsOn: readonly string[];
  /** True if `sst remove` does not delete the resource. */
  readonly retained: boolean;
}

/** The resources and outputs that the program would create in one stage. */
export interface Evaluation {
  readonly target: Target;
  /** The result of `app()`. */
  readonly app: Readonly<Record<string, unknown>>;
  readonly resources: readonly Resource[];
  /** The result of `run()`: the outputs that `sst deploy` prints. */
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly errors: readonly string[];
}
