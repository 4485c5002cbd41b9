const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Returns a vector as bytes. Each number is a little-endian Float32 on every machine. */
export function bytesOfVector(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(vector.length * BYTES);
  const view = new DataView(bytes.buffer);
  for (const [place, value] of vector.entries()) view.setFloat32(place * BYTES, value, true);
  return bytes;
}

/** Returns the vector in these bytes. @throws RangeError if the number of bytes is not a multiple of 4 */
export function vectorOfBytes(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % BYTES !== 0)
    throw new RangeError(
      `${bytes.byteLength} bytes are not a vector, because the number is not a multiple of ${BYTES}`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / BYTES }, (_, place) =>
    view.getFloat32(place * BYTES, true),
  );
}
