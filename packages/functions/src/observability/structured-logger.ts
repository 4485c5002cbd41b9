import { LogFormatter, Logger, LogItem } from "@aws-lambda-powertools/logger";
import type { LogAttributes, UnformattedAttributes } from "@aws-lambda-powertools/logger/types";

export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR" | "SILENT";

/** The fields that every line has. */
export interface LogLine {
  readonly timestamp: string;
  readonly level: string;
  readonly message: string;
  readonly service: string;
  readonly trace_id: unknown;
  readonly request_id: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** The first fields of a line's `metadata.error`. It also has `stack` and `cause`. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
}

/**
 * Returns a logger whose lines are `{ timestamp, level, message, service, trace_id, request_id, metadata }`.
 * `trace_id` names the run that the line is about, or is null. All other given fields are in `metadata`.
 */
export const structuredLogger = (serviceName: string, logLevel: LogLevel): Logger =>
  new Logger({ serviceName, logLevel, logFormatter: new StructuredFormatter() });

class StructuredFormatter extends LogFormatter {
  override formatAttributes(attributes: UnformattedAttributes, given: LogAttributes): LogItem {
    const { trace_id = null, error, ...metadata } = given;
    return new WholeLogItem({
      attributes: {
        timestamp: attributes.timestamp.toISOString(),
        level: attributes.logLevel,
        message: attributes.message,
        service: attributes.serviceName,
        trace_id,
        request_id: attributes.lambdaContext?.awsRequestId ?? null,
        metadata: {
          ...metadata,
          ...(error instanceof Error && { error: withShortTexts(this.formatError(error)) }),
        },
      } satisfies LogLine,
    });
  }
}

/**
 * The maximum number of characters of a text in an error. If a message matches no schema, its error lists the
 * problems of every schema. That text would fill the screen. CloudWatch Logs accepts up to 1 MB for an event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_TEXT_CHARACTERS = 2_000;

const shortText = (text: string) =>
  text.length <= MAX_TEXT_CHARACTERS
    ? text
    : `${text.slice(0, MAX_TEXT_CHARACTERS).toWellFormed()}... (${text.length} characters)`;

/** Returns an error's attributes and those of its causes. Long texts are cut. */
function withShortTexts(value: unknown): unknown {
  if (typeof value === "string") return shortText(value);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(withShortTexts);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withShortTexts(inner)]));
}

/** The maximum number of logged items of a list in an error. */
const MAX_ITEMS = 20;

/** Keeps empty values. Powertools would leave them out, but every line should have every field. */
class WholeLogItem extends LogItem {
  override prepareForPrint(): void {}
}
