const LEFT_OUT_BYTES = new WeakMap<Buffer, number>();

/** Notes that `bytes` bytes of the file are left out before this chunk. Returns the chunk. */
export function afterLeavingOut(bytes: number, chunk: Buffer): Buffer {
  LEFT_OUT_BYTES.set(chunk, bytes);
  return chunk;
}

/** Returns how many of the file's bytes are left out before this chunk. */
export const leftOutBefore = (chunk: Buffer): number => LEFT_OUT_BYTES.get(chunk) ?? 0;
