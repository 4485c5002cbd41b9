import type { PaperId } from "../papers/paper.ts";
import type { Batch } from "./form-batches.ts";

/** A batch that shares papers with earlier ones only once those are done. */
export interface OrderedBatch {
  readonly batch: Batch;
  /** Settled when every earlier batch with a paper of this one is done. */
  readonly ready: Promise<unknown>;
  /** To be called when the batch is done. Where it failed, those that wait for it must not be written in this attempt. */
  readonly done: () => void;
}

/**
 * Lets batches run side by side, but those that hold the same paper one after another, in file order. So when a batch
 * is tried again, no later record of the same file can have been written over it yet, and it counts as it would have.
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
