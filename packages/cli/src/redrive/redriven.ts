/** The work to do again. */
export type Redriven =
  | { readonly what: "run" | "rejects"; readonly id: string }
  /**
   * Many runs: those that failed since the moment, or that have open rejects since then. If a reason is given, only those with this
   * reason.
   */
  | {
      readonly what: "failed-runs" | "rejects-of-runs";
      readonly since: Date;
      readonly reason: string | undefined;
    }
  | { readonly what: "stream" | "subscriber" | "failed" }
  | { readonly what: "events"; readonly from: Date };

/** The options of the command line that say what to do again. */
export interface RedriveFlags {
  readonly rejects?: boolean;
  readonly stream?: boolean;
  readonly subscriber?: boolean;
  readonly failed?: boolean;
  readonly events?: boolean;
  readonly from?: Date;
  readonly failedSince?: Date;
  readonly rejectsSince?: Date;
  readonly reason?: string;
}

/** The options that go with `--events` alone. */
export interface RedriveEventsFlags {
  readonly to?: Date;
  readonly eventsPerSecond: number;
  readonly yes?: boolean;
}

/** Returns the work that the options name. Returns undefined if they name nothing, or more than one thing. */
export function redrivenOf(id: string | undefined, flags: RedriveFlags): Redriven | undefined {
  const discarded = (["stream", "subscriber", "failed"] as const).filter((what) => flags[what]);
  const [what] = discarded;
  const { failedSince, rejectsSince, reason } = flags;
  const since = failedSince ?? rejectsSince;
  if (since) {
    const isAlone = id === undefined && what === undefined && !flags.rejects && !flags.events && !flags.from;
    if (!isAlone || (failedSince && rejectsSince)) return undefined;
    return { what: failedSince ? "failed-runs" : "rejects-of-runs", since, reason };
  }
  if (reason !== undefined) return undefined;
  if (flags.events || flags.from) {
    const isAlone = id === undefined && what === undefined && !flags.rejects;
    return isAlone && flags.events && flags.from ? { what: "events", from: flags.from } : undefined;
  }
  if (id !== undefined) return what ? undefined : { what: flags.rejects ? "rejects" : "run", id };
  return what && discarded.length === 1 && !flags.rejects ? { what } : undefined;
}
