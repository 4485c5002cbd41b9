import type { OrderedBatch } from "./in-order-per-paper.ts";

/** Of the records' source text. In memory it takes several times as much: as text, as fields, and as a request. */
const MAX_BYTES_IN_FLIGHT = 4 * 1024 * 1024;

/** Lets a batch through when the batches that are not done leave room for it, and one in any case. */
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
