import type { RejectStore } from "@paperledger/core/rejects/reject";

/** Returns a store of rejects that is opened when it is used for the first time. If that fails, the next use tries again. */
export function rejectStoreWhenUsed(open: () => Promise<RejectStore>): RejectStore {
  let opened: Promise<RejectStore> | undefined;
  const store = () => {
    opened ??= open().catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return opened;
  };
  return {
    put: async (batch, rejects) => (await store()).put(batch, rejects),
    async *read(key) {
      yield* (await store()).read(key);
    },
  };
}
