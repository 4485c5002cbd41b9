import type { Reject, RejectStore } from "@paperledger/core/rejects/reject";

/** Reads the first rejects of these reject objects, up to a limit. */
export async function firstRejects(
  store: Pick<RejectStore, "read">,
  keys: readonly string[],
  most: number,
): Promise<readonly Reject[]> {
  const found: Reject[] = [];
  for (const key of keys)
    for await (const reject of store.read(key)) {
      if (found.length === most) return found;
      found.push(reject);
    }
  return found;
}
