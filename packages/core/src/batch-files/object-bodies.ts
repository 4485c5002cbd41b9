import type { Readable } from "node:stream";
import { untilAborted } from "../deadlines/until-aborted.ts";
import type { BatchFile, BatchFileStore } from "./batch-file.ts";
import type { StoredBytes } from "./stored-bytes.ts";

/** The bodies of an object that a reading has opened. All of them are closed when this is disposed, or when the signal aborts. */
export class ObjectBodies implements StoredBytes, Disposable {
  readonly #file: BatchFile;
  readonly #store: BatchFileStore;
  readonly #signal: AbortSignal | undefined;
  readonly #bodies = new Set<Readable>();
  #isDisposed = false;
  readonly #giveUp = () => {
    for (const body of this.#bodies) body.destroy(this.#signal?.reason);
  };

  constructor(file: BatchFile, store: BatchFileStore, signal: AbortSignal | undefined) {
    this.#file = file;
    this.#store = store;
    this.#signal = signal;
    signal?.addEventListener("abort", this.#giveUp, { once: true });
  }

  /**
   * Opens the object. Stops waiting for it when the signal aborts.
   *
   * @throws what the store throws, or the signal's reason
   */
  async open(fromByte = 0): Promise<Readable> {
    this.#signal?.throwIfAborted();
    const opening = this.#store.open(this.#file, fromByte).then((body) => this.#keep(body));
    return this.#signal ? await untilAborted(opening, this.#signal) : await opening;
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true;
    this.#signal?.removeEventListener("abort", this.#giveUp);
    for (const body of this.#bodies) body.destroy();
  }

  #keep(body: Readable): Readable {
    this.#bodies.add(body);
    body.once("close", () => this.#bodies.delete(body));
    if (this.#isDisposed || this.#signal?.aborted) body.destroy();
    return body;
  }
}
