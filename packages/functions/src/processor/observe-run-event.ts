import type { Logger } from "@aws-lambda-powertools/logger";
import { type Feed, feedsOf } from "@paperledger/core/batch-files/feeds";
import type { RunEvent } from "@paperledger/events/run-event";
import { loggedLine } from "../observability/logged-lines.ts";
import type { Meter } from "../observability/meter.ts";
import type { PROCESSOR } from "./processor-function.ts";

/**
 * Logs an event that the processor appended, and counts it in the processor's metrics.
 *
 * @param feeds the feeds that are expected
 */
export function observeRunEvent(
  { type, metadata, data }: RunEvent,
  logger: Logger,
  meter: Meter<typeof PROCESSOR>,
  feeds: readonly Feed[] = [],
): void {
  const { trace_id, seq } = metadata;
  switch (type) {
    case "started":
      logger.info("Run started", { trace_id, s3_key: data.key, size_bytes: data.size_bytes });
      meter.add("RunsStarted", 1);
      // Published at once, because a killed invocation publishes nothing at its end.
      meter.publish();
      for (const { name: feed } of feedsOf(data.key, feeds)) meter.addAlone("FeedFiles", 1, { feed });
      return;
    case "batch-done": {
      const { upserted_ids: _, ...counts } = data;
      logger.debug("Batch done", { trace_id, seq, ...counts });
      if (data.reject_key)
        logger.warn(
          ...loggedLine("Records rejected", {
            trace_id,
            seq,
            rejected: data.rejected,
            reject_key: data.reject_key,
          }),
        );
      meter.add("PapersProcessed", data.processed);
      meter.add("PapersUpserted", data.upserted);
      meter.add("PapersDuplicate", data.duplicate);
      meter.add("PapersRejected", data.rejected);
      meter.add("BatchTime", data.batch_ms);
      return;
    }
    case "completed":
      meter.add("RunsCompleted", 1);
      return;
    case "failed":
      logger.error(
        ...loggedLine("Run failed", {
          trace_id,
          reason: data.reason,
          reason_message: data.message,
          position: data.position,
        }),
      );
      meter.add("RunsFailed", 1);
  }
}
