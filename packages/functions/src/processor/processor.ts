import type { Logger } from "@aws-lambda-powertools/logger";
import type { Metrics } from "@aws-lambda-powertools/metrics";
import type { Feed } from "@paperledger/core/batch-files/feeds";
import { type IsIgnored, ignoredKeys } from "@paperledger/core/batch-files/ignored-keys";
import type { Deadline } from "@paperledger/core/runs/processing";
import type { RunResult } from "@paperledger/core/runs/run-result";
import type { RunEvent } from "@paperledger/events/run-event";
import type { Context, SQSBatchResponse } from "aws-lambda";
import { asError } from "../observability/as-error.ts";
import { LoggedFailuresError } from "../observability/log-failures.ts";
import { type LoggedMessage, loggedLine } from "../observability/logged-lines.ts";
import { meterOf } from "../observability/meter.ts";
import { observed } from "../observability/observed.ts";
import { observeRunEvent } from "./observe-run-event.ts";
import { processUpload, type UploadProcessing } from "./process-upload.ts";
import { PROCESSOR } from "./processor-function.ts";
import { type Upload, uploadsOf } from "./uploads.ts";

export interface ProcessorDependencies extends UploadProcessing {
  /** Makes the deadline of an invocation. */
  readonly deadlineOf: (context: Context) => Deadline & Disposable;
  /** Tells whether to ignore an object, because it is not a batch file. An ignored object gets one line in the log. */
  readonly isIgnored?: IsIgnored;
  /** The feeds whose batch files are counted separately. By default, no feed is counted separately. */
  readonly feeds?: readonly Feed[];
  readonly logger: Logger;
  readonly metrics: Metrics;
}

/**
 * The run's result, or the results of several files in order. `batchItemFailures` lists the SQS messages that have to
 * be delivered again. It is absent if there are none.
 */
export type ProcessorResponse = (RunResult | { readonly results: readonly RunResult[] }) &
  Partial<SQSBatchResponse>;

/** Thrown if runs were interrupted. The invocation fails, so that their event is delivered again. */
class RunsInterruptedError extends LoggedFailuresError {
  override readonly name = "RunsInterruptedError";
}

const ENDINGS = {
  completed: "Batch processing completed",
  failed: "Batch processing completed",
  running: "Batch processing continues in another invocation",
} as const satisfies Readonly<Record<RunResult["status"], LoggedMessage>>;

/** Makes the handler of the processor: batch files in, papers and run events out. */
export const createProcessor = ({
  processing,
  claiming,
  continuations,
  attempts,
  handedOnMessages,
  deadlineOf,
  isIgnored = ignoredKeys(),
  feeds = [],
  logger,
  metrics,
}: ProcessorDependencies) =>
  observed({ logger, metrics }).handler(
    async (event: unknown, context: Context): Promise<ProcessorResponse> => {
      const { files, ignored, unreadable } = uploadsOf(event);
      for (const { event } of ignored)
        logger.info("Event ignored: it does not announce a new object", { event });
      for (const { error } of unreadable) logger.error("Message cannot be read", { error });

      const meter = meterOf(PROCESSOR, metrics);
      const onEventOf =
        ({ by }: Upload) =>
        (event: RunEvent) =>
          // An object of a backfill does not show that a feed works.
          observeRunEvent(event, logger, meter, by === "announcement" ? feeds : []);
      const onPassedOver = (trace_id: string, counts: Readonly<Record<string, number>>) =>
        logger.info("Skipped: these entries have no papers", { trace_id, counts });
      const dependenciesOf = (upload: Upload) => ({
        processing: { ...processing, onEvent: onEventOf(upload), onPassedOver },
        claiming,
        continuations,
        attempts,
        handedOnMessages,
      });
      using deadline = deadlineOf(context);
      const results: RunResult[] = [];
      const interrupted: { readonly upload: Upload; readonly error: unknown }[] = [];
      for (const upload of files) {
        const { traceId: trace_id, key: s3_key, sizeBytes } = upload.file;
        if (isIgnored(s3_key, sizeBytes)) {
          logger.info("Object ignored: its key or size shows that it is not a batch file", { s3_key });
          continue;
        }
        try {
          const requestId = context.awsRequestId;
          const result = await processUpload(upload, dependenciesOf(upload), { deadline, requestId });
          if (!result) {
            logger.info("Message ignored: its run was handed on by an earlier delivery", {
              trace_id,
              s3_key,
            });
            continue;
          }
          logger.info(...loggedLine(ENDINGS[result.status], { trace_id: result.trace_id, result }));
          results.push(result);
        } catch (error) {
          logger.error("Batch processing interrupted: it resumes when the event is delivered again", {
            trace_id,
            s3_key,
            error: asError(error),
          });
          interrupted.push({ upload, error });
        }
      }

      const failedMessages = new Set([
        ...unreadable.map(({ messageId }) => messageId),
        ...interrupted.flatMap(({ upload }) => upload.messageId ?? []),
      ]);
      if (interrupted.some(({ upload }) => upload.messageId === undefined))
        throw new RunsInterruptedError(
          interrupted.map(({ error }) => error),
          `${interrupted.length} of ${files.length} runs were interrupted: ${interrupted.map(({ upload }) => upload.file.traceId).join(", ")}`,
        );
      if (failedMessages.size > 0) meter.add("MessagesFailed", failedMessages.size);
      const [only] = results;
      return {
        ...(only && results.length === 1 ? only : { results }),
        ...(failedMessages.size > 0 && {
          batchItemFailures: [...failedMessages].map((itemIdentifier) => ({ itemIdentifier })),
        }),
      };
    },
  );
