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

/** The fields of a line's `metadata.error` that people look at first. It has more: `stack`, `cause`. */
export interface LoggedError {
  readonly name: string;
  readonly message: string;
}

/**
 * A logger whose lines are `{ timestamp, level, message, service, trace_id, request_id, metadata }`: `trace_id` is that
 * of the run spoken of (null where there is none), and all else that is given goes into `metadata`.
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
 * The most characters of a text in an error. A message that matches none of the schemas makes an error that lists what is wrong by each
 * of them, which would fill the screen. CloudWatch Logs takes up to 1 MB an event.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html
 */
const MAX_TEXT_CHARACTERS = 2_000;

const shortText = (text: string) =>
  text.length <= MAX_TEXT_CHARACTERS
    ? text
    : `${text.slice(0, MAX_TEXT_CHARACTERS).toWellFormed()}... (${text.length} characters)`;

/** Returns an error's attributes with every text cut, those of its causes too. */
function withShortTexts(value: unknown): unknown {
  if (typeof value === "string") return shortText(value);
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map(withShortTexts);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Error) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, withShortTexts(inner)]));
}

/** The most items of a list in an error that are logged. */
const MAX_ITEMS = 20;

/** Powertools leaves empty values out of a line; here every line has every field. */
class WholeLogItem extends LogItem {
  override prepareForPrint(): void {}
}
