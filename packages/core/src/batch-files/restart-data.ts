import type { RestartPointData } from "@paperledger/events/run-event";
import type { Restart } from "./restarts.ts";

/** Returns a restart as a batch-done event has it. */
export const restartData = (restart: Restart): RestartPointData => ({
  object_byte_offset: restart.objectByteOffset,
  object_bit: restart.objectBit,
  byte_offset: restart.byteOffset,
  ...(restart.block && {
    block: { level: restart.block.level, stream_checksum: restart.block.streamChecksum },
  }),
  fingerprint: restart.fingerprint,
});

/** Returns the restart that a batch-done event tells of. */
export const restartOf = (data: RestartPointData): Restart => ({
  objectByteOffset: data.object_byte_offset,
  objectBit: data.object_bit,
  byteOffset: data.byte_offset,
  ...(data.block && { block: { level: data.block.level, streamChecksum: data.block.stream_checksum } }),
  fingerprint: data.fingerprint,
});
