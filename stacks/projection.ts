import { PROJECTOR } from "@paperledger/functions/projector/projector-function";
import type { Events } from "./events.ts";
import { ledgerFunction } from "./ledger-function.ts";
import { privateBucket } from "./private-bucket.ts";
import type { Settings } from "./settings.ts";
import { stagePolicy } from "./stage-policy.ts";
import type { Storage } from "./storage.ts";

/** Creates the projector, which reads the event log's stream, updates the statistics and publishes the events. */
export function projection(
  { runs, statistics }: Storage,
  { bus }: Events,
  { projector: settings, logLevel }: Settings,
) {
  const discarded = privateBucket("Discarded", {
    versioning: false,
    lifecycle: [{ id: "discarded-batches", expiresAfterDays: stagePolicy($app.stage).discardedBatchDays }],
  });
  const stream = runs.nodes.table.streamArn;
  const projector = ledgerFunction("Projector", PROJECTOR, {
    resources: { statistics, eventBus: bus },
    arns: { runsStream: stream, runs: runs.arn, discardedBucket: discarded.arn },
    settings,
    logLevel,
  });
  const {
    startingPosition,
    filters,
    retries,
    onFailure,
    bisectBatchOnFunctionError,
    reportBatchItemFailures,
  } = PROJECTOR.trigger;
  const destinations = { discardedBucket: discarded };
  const mapping = new aws.lambda.EventSourceMapping("RunsToProjector", {
    eventSourceArn: stream,
    functionName: projector.arn,
    startingPosition,
    batchSize: settings.batchSize,
    maximumBatchingWindowInSeconds: settings.windowSeconds,
    parallelizationFactor: settings.parallelization,
    bisectBatchOnFunctionError,
    maximumRetryAttempts: retries.attempts,
    maximumRecordAgeInSeconds: retries.maximumAgeSeconds,
    functionResponseTypes: reportBatchItemFailures ? ["ReportBatchItemFailures"] : [],
    destinationConfig: { onFailure: { destinationArn: destinations[onFailure].arn } },
    filterCriteria: { filters: filters.map((pattern) => ({ pattern: JSON.stringify(pattern) })) },
    metricsConfig: { metrics: ["EventCount"] },
  });
  return { projector, discarded, mapping };
}

export type Projection = ReturnType<typeof projection>;
