/// <reference path="./.sst/platform/config.d.ts" />

export default $config({
  async app({ stage }) {
    const { stagePolicy } = await import("./stacks/stage-policy.ts");
    const { removal, protect } = stagePolicy(stage);
    return {
      name: "paperledger",
      home: "aws",
      removal,
      protect,
      providers: {
        aws: { version: "7.20.0", defaultTags: { tags: { app: "paperledger", stage } } },
      },
    };
  },

  async run() {
    const { settingsOf } = await import("./stacks/settings.ts");
    const { eventFeaturesOf } = await import("./stacks/event-features.ts");
    const { warningsOf } = await import("./stacks/warnings.ts");
    const { storage } = await import("./stacks/storage.ts");
    const { ingest } = await import("./stacks/ingest.ts");
    const { events } = await import("./stacks/events.ts");
    const { projection } = await import("./stacks/projection.ts");
    const { vectorization } = await import("./stacks/vectorization.ts");
    const { monitoring } = await import("./stacks/monitoring.ts");

    const settings = settingsOf(process.env);
    const { region } = await aws.getRegion();
    const features = eventFeaturesOf(settings, region);
    const stored = storage(settings);
    const ingested = ingest(stored, settings);
    const published = events(settings, features);
    const projected = projection(stored, published, settings);
    const vectorized = vectorization(stored, published, settings);
    const { alarms } = monitoring({ stored, ingested, published, projected, vectorized }, settings);

    return {
      rawBucket: stored.raw.name,
      papersTable: stored.papers.name,
      runsTable: stored.runs.name,
      statisticsTable: stored.statistics.name,
      attemptsTable: stored.attempts.name,
      vectorsTable: vectorized.vectors.name,
      eventBus: published.bus.name,
      processor: ingested.processor.name,
      projector: projected.projector.name,
      vectorizer: vectorized.vectorizer.name,
      uploadsQueue: ingested.uploads.url,
      uploadsMapping: ingested.mapping.uuid,
      processorDeadLetters: ingested.deadLetters.url,
      backfillQueue: ingested.backfill.url,
      backfillMapping: ingested.backfillMapping.uuid,
      backfillDeadLetters: ingested.backfillDeadLetters.url,
      backfillConcurrency: settings.processor.maximumConcurrency.backfillQueue,
      backfillBuckets: settings.backfillBuckets,
      ...(settings.papersWarmWrites !== undefined && { papersWarmWrites: settings.papersWarmWrites }),
      vectorizerDeadLetters: vectorized.deadLetters.url,
      discardedBucket: projected.discarded.name,
      streamMapping: projected.mapping.uuid,
      alarmTopic: alarms.arn,
      ...warningsOf(settings, features, region),
    };
  },
});
