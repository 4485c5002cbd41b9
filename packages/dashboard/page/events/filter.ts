import type { RunEventType } from "@paperledger/events/run-event";

export const TYPES: readonly RunEventType[] = ["started", "batch-done", "completed", "failed"];

/** Tells whether a text can name runs: a ULID, the beginning of a ULID, or a trace id. */
export const isRunName = (text: string): boolean => /^(batch-\d{8}-)?[0-9a-z]{1,26}$/i.test(text);

/** Returns the filter in the parameters of the view as a query for the server, and as a command. */
export function filterOf({ type, trace }: Readonly<Record<string, string>>) {
  return {
    search: `${type === undefined ? "" : `&type=${type}`}${trace === undefined ? "" : `&run=${trace}`}`,
    command: `tail${type === undefined ? "" : ` --type ${type}`}${trace === undefined ? "" : ` --trace ${trace}`}`,
  };
}
