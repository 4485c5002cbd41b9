import type { Monitored } from "./monitored.ts";
import { stageName } from "./stage-name.ts";

/**
 * What an operator asks the logs. Our lines are `{ timestamp, level, message, service, trace_id, request_id, metadata }`.
 * A line about several runs names the others in `metadata.trace_ids`. Lambda's own lines know a request id only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html
 */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  "one run, everywhere": [
    "fields @timestamp, service, level, message, metadata.seq, metadata.reason",
    "filter @message like 'batch-YYYYMMDD-ULID'",
    "sort @timestamp asc",
    "limit 1000",
  ],
  errors: [
    "fields @timestamp, service, trace_id, message, metadata.error.name, metadata.error.message",
    "filter level = 'ERROR'",
    "sort @timestamp desc",
    "limit 200",
  ],
  "failed runs": [
    "fields @timestamp, trace_id, metadata.reason, metadata.reason_message",
    "filter message = 'Run failed'",
    "sort @timestamp desc",
    "limit 200",
  ],
  "rejected records": [
    "filter message = 'Records rejected'",
    "stats sum(metadata.rejected) as rejected, latest(metadata.reject_key) as a_reject_key by trace_id",
    "sort rejected desc",
    "limit 100",
  ],
  "slowest runs": [
    "filter message = 'Batch processing completed'",
    "fields @timestamp, trace_id, metadata.result.processing_time_ms as ms, metadata.result.processed_count as papers",
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
    "fields @timestamp, @log, trace_id, coalesce(request_id, @requestId) as request, @message",
    "sort @timestamp desc",
    "limit 100",
  ],
};

/** Saves the queries in CloudWatch Logs Insights, over the logs of all functions. */
export function saveQueries({ ingested, projected, vectorized }: Monitored): void {
  const functions = [ingested.processor, projected.projector, vectorized.vectorizer];
  for (const [title, lines] of Object.entries(QUERIES))
    new aws.cloudwatch.QueryDefinition(`${title.replace(/\W+/g, "-")}-query`, {
      name: `${stageName("queries")}/${title}`,
      logGroupNames: functions.map(({ name }) => $interpolate`/aws/lambda/${name}`),
      queryString: lines.join("\n| "),
    });
}
