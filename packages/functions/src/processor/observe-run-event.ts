import type { Logger } from "@aws-lambda-powertools/logger";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { RunEvent } from "@paperledger/events/run-event";

/** Logs an event that the processor appended, and counts it in the processor's metrics. */
export function observeRunEvent({ type, metadata, data }: RunEvent, logger: Logger, metrics: Metrics): void {
  const { trace_id, seq } = metadata;
  switch (type) {
    case "started":
      logger.info("Run started", { trace_id, s3_key: data.key, size_bytes: data.size_bytes });
      metrics.addMetric("RunsStarted", MetricUnit.Count, 1);
      // Published at once: an invocation that is killed publishes nothing at its end.
      metrics.publishStoredMetrics();
      return;
    case "batch-done": {
      const { upserted_ids: _, ...counts } = data;
      logger.debug("Batch done", { trace_id, seq, ...counts });
      if (data.reject_key)
        logger.warn("Records rejected", {
          trace_id,
          seq,
          rejected: data.rejected,
          reject_key: data.reject_key,
        });
      metrics.addMetric("PapersProcessed", MetricUnit.Count, data.processed);
      metrics.addMetric("PapersUpserted", MetricUnit.Count, data.upserted);
      metrics.addMetric("PapersDuplicate", MetricUnit.Count, data.duplicate);
      metrics.addMetric("PapersRejected", MetricUnit.Count, data.rejected);
      metrics.addMetric("BatchTime", MetricUnit.Milliseconds, data.batch_ms);
      return;
    }
    case "completed":
      metrics.addMetric("RunsCompleted", MetricUnit.Count, 1);
      return;
    case "failed":
      logger.error("Run failed", {
        trace_id,
        reason: data.reason,
        reason_message: data.message,
        position: data.position,
      });
      metrics.addMetric("RunsFailed", MetricUnit.Count, 1);
  }
}
