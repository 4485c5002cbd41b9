import type { RunResult } from "@paperledger/core/runs/run-result";
import type { Failed } from "@paperledger/events/run-event";

// A type alias, because TypeScript does not accept an interface where the logger expects a record.
type OfRun = { readonly trace_id: string };

/** The log lines that saved queries search: the fields of each line, by its message. */
export interface LoggedLines {
  readonly "Run failed": OfRun & {
    readonly reason: Failed["reason"];
    readonly reason_message: Failed["message"];
    readonly position: Failed["position"];
  };
  readonly "Records rejected": OfRun & {
    readonly seq: number;
    readonly rejected: number;
    readonly reject_key: string;
  };
  readonly "Batch processing completed": OfRun & { readonly result: RunResult };
  readonly "Batch processing continues in another invocation": OfRun & { readonly result: RunResult };
}

export type LoggedMessage = keyof LoggedLines;

/**
 * Returns the arguments for a logger's method. A message or field that saved queries do not know is a type error.
 *
 * @example logger.info(...loggedLine("Batch processing completed", { trace_id, result }))
 */
export const loggedLine = <Message extends LoggedMessage>(
  message: Message,
  fields: LoggedLines[Message],
): [Message, LoggedLines[Message]] => [message, fields];
