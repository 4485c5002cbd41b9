/** What the process says with its exit code. */
export const EXIT = {
  ok: 0,
  /** Something is wrong with the data or the run: a failed run, a difference, nothing found. */
  wrong: 1,
  /** The command cannot be done as given, or not on this machine. */
  unusable: 2,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** A command ends without what was asked for. The message says why and what to do. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  readonly exitCode: ExitCode;

  constructor(exitCode: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = exitCode;
  }
}
