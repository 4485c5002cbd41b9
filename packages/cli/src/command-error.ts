/** The exit codes that a command chooses. `help/exit-codes.ts` says what they mean for each command. */
export const EXIT = {
  ok: 0,
  /** Something is wrong with the data or the run: a failed run, a difference, an item that cannot be read, nothing found. */
  wrong: 1,
  /** The command cannot be done as given, or not on this machine. */
  unusable: 2,
  /** Something is under way, so the answer is not known yet. */
  undecided: 3,
  /** Ctrl-C ended the command before its work was done. Shells report the same code for a process that Ctrl-C ended. */
  interrupted: 130,
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

/** Returns the error of a command that Ctrl-C ended before its first effect. */
export const stoppedBeforeItBegan = (cause?: Error): CommandError =>
  new CommandError(EXIT.interrupted, "stopped before it began. This command has done nothing", { cause });

/** Looks at the signal between opening a deployment and the first effect there. @throws CommandError if it has aborted */
export function refuseIfStopped(stop: AbortSignal | undefined): void {
  if (stop?.aborted) throw stoppedBeforeItBegan();
}
