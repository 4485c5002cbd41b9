import { ANY_LINE, linesOf } from "./log-query.ts";
import type { Monitored } from "./monitored.ts";
import { stageName } from "./stage-name.ts";

const { field, fields } = ANY_LINE;
const failed = linesOf("Run failed");
const rejected = linesOf("Records rejected");
const ended = linesOf("Batch processing completed");

/**
 * An operator's queries for the logs. `structuredLogger` writes our lines. A line about several runs names the other runs in
 * `metadata.trace_ids`. Lambda's own lines have only a request id.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "one run, everywhere": [
    fields("@timestamp", "service", "level", "message", "metadata.seq", "metadata.reason"),
    "filter @message like 'batch-YYYYMMDD-ULID'",
    "sort @timestamp asc",
    "limit 1000",
  ],
  errors: [
    fields("@timestamp", "service", "trace_id", "message", "metadata.error.name", "metadata.error.message"),
    `filter ${field("level")} = 'ERROR'`,
    "sort @timestamp desc",
    "limit 200",
  ],
  "failed runs": [
    failed.filter,
    failed.fields("@timestamp", "trace_id", "metadata.reason", "metadata.reason_message"),
    "sort @timestamp desc",
    "limit 200",
  ],
  "rejected records": [
    rejected.filter,
    `stats sum(${rejected.field("metadata.rejected")}) as rejected, latest(${rejected.field("metadata.reject_key")}) as a_reject_key by ${field("trace_id")}`,
    "sort rejected desc",
    "limit 100",
  ],
  "slowest runs": [
    ended.filter,
    `fields @timestamp, trace_id, ${ended.field("metadata.result.processing_time_ms")} as ms, ${ended.field("metadata.result.processed_count")} as papers`,
    "sort ms desc",
    "limit 50",
  ],
  "memory used": [
    "filter @type = 'REPORT'",
    "stats max(@maxMemoryUsed / 1000 / 1000) as used_mb, max(@memorySize / 1000 / 1000) as given_mb, max(@duration) as longest_ms by @log, bin(1h)",
  ],
  "cold starts": [
    "filter @type = 'REPORT' and ispresent(@initDuration)",
    "stats count(*) as starts, pct(@initDuration, 50) as p50_ms, pct(@initDuration, 99) as p99_ms by @log, bin(1d)",
  ],
  "ended by Lambda": [
    "filter @message like /Task timed out|Time is nearly up|Runtime exited|OutOfMemory|Runtime.ImportModuleError/",
    `fields @timestamp, @log, ${field("trace_id")}, coalesce(${field("request_id")}, @requestId) as request, @message`,
    "sort @timestamp desc",
    "limit 100",
  ],
};

/** Saves the queries in CloudWatch Logs Insights, for the logs of all functions. */
export function saveQueries({ ingested, projected, vectorized }: Monitored): void {
  const functions = [ingested.processor, projected.projector, vectorized.vectorizer];
  for (const [title, lines] of Object.entries(QUERIES))
    new aws.cloudwatch.QueryDefinition(`${title.replace(/\W+/g, "-")}-query`, {
      name: `${stageName("queries")}/${title}`,
      logGroupNames: functions.map(({ name }) => $interpolate`/aws/lambda/${name}`),
      queryString: lines.join("\n| "),
    });
}
