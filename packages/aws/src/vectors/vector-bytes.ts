const BYTES = Float32Array.BYTES_PER_ELEMENT;

/** A vector as bytes: each number as a Float32, little-endian, on whatever machine. */
export function bytesOfVector(vector: Float32Array): Uint8Array {
  const bytes = new Uint8Array(vector.length * BYTES);
  const view = new DataView(bytes.buffer);
  for (const [place, value] of vector.entries()) view.setFloat32(place * BYTES, value, true);
  return bytes;
}

/** The vector of such bytes. @throws RangeError where their number is not a whole number of Float32s */
export function vectorOfBytes(bytes: Uint8Array): Float32Array {
  if (bytes.byteLength % BYTES !== 0)
    throw new RangeError(`${bytes.byteLength} bytes are no vector: they are no multiple of ${BYTES}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength / BYTES }, (_, place) =>
    view.getFloat32(place * BYTES, true),
  );
}
