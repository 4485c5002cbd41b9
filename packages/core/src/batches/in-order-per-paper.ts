import type { PaperId } from "../papers/paper.ts";
import type { Batch } from "./form-batches.ts";

/** A batch that waits for the earlier batches with the same papers. */
export interface OrderedBatch {
  readonly batch: Batch;
  /** Resolves when every earlier batch with a paper of this batch is done. */
  readonly ready: Promise<unknown>;
  /** Call this when the batch is done. Do not call it if the batch failed: the batches that wait for it must not be written in this attempt. */
  readonly done: () => void;
}

/**
 * Lets batches run side by side. Batches with the same paper run one after another, in file order. So if a batch is tried
 * again, no later record of the same file has replaced its papers yet, and its counts are those of the first try.
 */
export async function* inOrderPerPaper(batches: AsyncIterable<Batch>): AsyncGenerator<OrderedBatch> {
  const lastOf = new Map<PaperId, Promise<void>>();
  for await (const batch of batches) {
    const ids = batch.records.flatMap(({ content }) =>
      content.kind === "paper" ? [content.paper.paper_id] : [],
    );
    const ready = Promise.all(ids.flatMap((id) => lastOf.get(id) ?? []));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const id of ids) lastOf.set(id, promise);
    const done = () => {
      for (const id of ids) if (lastOf.get(id) === promise) lastOf.delete(id);
      resolve();
    };
    yield { batch, ready, done };
  }
}
