import type { OrderedBatch } from "./in-order-per-paper.ts";

/** The most source text in flight. In memory, it takes several times as much: as text, as fields, and as a request. */
const MAX_BYTES_IN_FLIGHT = 4 * 1024 * 1024;

/** Yields a batch when the batches in flight leave room for it. If no batch is in flight, yields the batch whatever its size. */
export async function* boundedBytes(
  batches: AsyncIterable<OrderedBatch>,
  maxBytes = MAX_BYTES_IN_FLIGHT,
): AsyncGenerator<OrderedBatch> {
  let held = 0;
  let someDone = Promise.withResolvers<void>();
  for await (const ordered of batches) {
    const bytes = ordered.batch.records.reduce((sum, record) => sum + record.bytes, 0);
    while (held > 0 && held + bytes > maxBytes) await someDone.promise;
    held += bytes;
    const done = () => {
      held -= bytes;
      ordered.done();
      someDone.resolve();
      someDone = Promise.withResolvers();
    };
    yield { ...ordered, done };
  }
}
