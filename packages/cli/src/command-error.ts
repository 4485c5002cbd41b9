/** The exit codes of the process. `docs/operations.md` has them for users. */
export const EXIT = {
  ok: 0,
  /** Something is wrong with the data or the run: a failed run, a difference, an item that cannot be read, nothing found. */
  wrong: 1,
  /** The command cannot be done as given, or not on this machine. */
  unusable: 2,
  /** `verify` could not decide: what it compares kept changing, because runs are under way. */
  undecided: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command cannot do what was asked. The message says why and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
