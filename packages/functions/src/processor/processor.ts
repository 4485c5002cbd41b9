import type { Logger } from "@aws-lambda-powertools/logger";
import { type Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import type { Tracer } from "@aws-lambda-powertools/tracer";
import type { Deadline } from "@paperledger/core/deadlines/deadline";
import { timestamp } from "@paperledger/core/papers/paper";
import type { Continuations } from "@paperledger/core/runs/continuation";
import { processBatchFile } from "@paperledger/core/runs/process-batch-file";
import type { Processing } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import type { RunEvent } from "@paperledger/events/run-event";
import type { Context, SQSBatchResponse } from "aws-lambda";
import { asError } from "../observability/as-error.ts";
import { LoggedFailuresError } from "../observability/log-failures.ts";
import { observed } from "../observability/observed.ts";
import { type ToldFile, uploadsOf } from "./uploads.ts";

export interface ProcessorDependencies {
  readonly processing: Processing;
  readonly continuations: Continuations;
  /** Makes the deadline of an invocation. */
  readonly deadlineOf: (context: Context) => Deadline & Disposable;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/**
 * The run's result; for several files theirs, in order. Where SQS messages brought them, those to be delivered again
 * stand in `batchItemFailures`, if there are any.
 */
export type ProcessorResponse = (RunResult | { readonly results: readonly RunResult[] }) &
  Partial<SQSBatchResponse>;

/** Runs that could not be processed to their end now. The invocation fails, so that they are delivered again. */
export class RunsInterruptedError extends LoggedFailuresError {
  override readonly name = "RunsInterruptedError";
}

const ENDINGS = {
  completed: "Batch processing completed",
  failed: "Batch processing completed",
  running: "Batch processing goes on in another invocation",
} as const;

/** The processor Lambda: batch files in, papers and run events out. */
export const createProcessor = ({
  processing,
  continuations,
  deadlineOf,
  logger,
  metrics,
  tracer,
}: ProcessorDependencies) =>
  observed({ logger, metrics, tracer }).handler(
    async (event: unknown, context: Context): Promise<ProcessorResponse> => {
      const { files, ignored, unreadable } = uploadsOf(event);
      for (const { event } of ignored) logger.info("Event ignored: it tells of no new object", { event });
      for (const { error } of unreadable) logger.error("Message cannot be read", { error });

      const observed = { ...processing, onEvent: (event: RunEvent) => observe(event, logger, metrics) };
      using deadline = deadlineOf(context);
      const results: RunResult[] = [];
      const interrupted: { readonly told: ToldFile; readonly error: unknown }[] = [];
      for (const told of files) {
        try {
          const { beganAt = timestamp(processing.now()) } = told;
          const result = await processBatchFile(told.file, observed, {
            deadline,
            idleInvocations: told.idleInvocations ?? 0,
            beganAt,
          });
          const { trace_id, status, idle_invocations: idleInvocations = 0 } = result;
          if (status === "running")
            await continuations.goOn(context.functionName, { file: told.file, idleInvocations, beganAt });
          logger.info(ENDINGS[status], { trace_id, result });
          results.push(result);
        } catch (error) {
          const { traceId: trace_id, key: s3_key } = told.file;
          logger.error("Batch processing interrupted: it resumes when the event is delivered again", {
            trace_id,
            s3_key,
            error: asError(error),
          });
          interrupted.push({ told, error });
        }
      }

      const failedMessages = new Set([
        ...unreadable.map(({ messageId }) => messageId),
        ...interrupted.flatMap(({ told }) => told.messageId ?? []),
      ]);
      if (interrupted.some(({ told }) => told.messageId === undefined))
        throw new RunsInterruptedError(
          interrupted.map(({ error }) => error),
          `${interrupted.length} of ${files.length} runs were interrupted: ${interrupted.map(({ told }) => told.file.traceId).join(", ")}`,
        );
      const [only] = results;
      return {
        ...(only && results.length === 1 ? only : { results }),
        ...(failedMessages.size > 0 && {
          batchItemFailures: [...failedMessages].map((itemIdentifier) => ({ itemIdentifier })),
        }),
      };
    },
  );

function observe({ type, metadata, data }: RunEvent, logger: Logger, metrics: Metrics): void {
  const { trace_id, seq } = metadata;
  switch (type) {
    case "started":
      logger.info("Run started", { trace_id, s3_key: data.key, size_bytes: data.size_bytes });
      metrics.addMetric("RunsStarted", MetricUnit.Count, 1);
      // At once: an invocation that is killed tells of nothing at its end, and the run of just that one may go silent.
      metrics.publishStoredMetrics();
      return;
    case "batch-done": {
      const { upserted_ids: _, ...counts } = data;
      logger.debug("Batch done", { trace_id, seq, ...counts });
      if (data.reject_key)
        logger.warn("Records rejected", {
          trace_id,
          seq,
          failed: data.rejected,
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
