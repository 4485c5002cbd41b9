import type { LoggedLines, LoggedMessage } from "@paperledger/functions/observability/logged-lines";
import type { LoggedError, LogLine } from "@paperledger/functions/observability/structured-logger";

/** The paths to the fields of a record: `result` and `result.processing_time_ms`. */
type PathIn<Fields> = {
  [Name in keyof Fields & string]: NonNullable<Fields[Name]> extends object
    ? Name | `${Name}.${PathIn<NonNullable<Fields[Name]>>}`
    : Name;
}[keyof Fields & string];

/** The fields of the lines with one of these messages, and the fields that CloudWatch adds. */
type FieldOf<Message extends LoggedMessage> =
  | "@timestamp"
  | "@message"
  | "@log"
  | "@requestId"
  | Exclude<keyof LogLine, "metadata">
  | `metadata.error.${keyof LoggedError}`
  | { [Each in Message]: `metadata.${PathIn<Omit<LoggedLines[Each], "trace_id">>}` }[Message];

/** Names fields of log lines. An unknown name is a type error. */
interface Fields<Message extends LoggedMessage> {
  field<Name extends FieldOf<Message>>(name: Name): Name;
  /** Returns the command that shows these fields. */
  fields(...names: readonly FieldOf<Message>[]): string;
}

const fieldsOf = <Message extends LoggedMessage>(): Fields<Message> => ({
  field: (name) => name,
  fields: (...names) => `fields ${names.join(", ")}`,
});

/** Fields of lines with any message. */
export const ANY_LINE = fieldsOf<LoggedMessage>();

/** Returns the query command that finds the lines with a message, and functions that name the fields of these lines. */
export const linesOf = <Message extends LoggedMessage>(
  message: Message,
): Fields<Message> & { readonly filter: string } => ({
  filter: `filter message = '${message}'`,
  ...fieldsOf<Message>(),
});
