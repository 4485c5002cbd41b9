import type { RestartPointData } from "@paperledger/events/run-event";
import type { Restart } from "./restarts.ts";

/** Returns a restart in the form in which a batch-done event stores it. */
export const restartData = ({ entry, ...restart }: Restart): RestartPointData => ({
  ...pointData(restart),
  ...(entry && {
    entry: {
      header_byte_offset: entry.headerByteOffset,
      records_before: entry.recordsBefore,
      byte_offset: entry.byteOffset,
      uncompressed_bytes: entry.uncompressedBytes,
      ...(entry.restart && { restart_point: pointData(entry.restart) }),
    },
  }),
});

/** Returns the restart that a batch-done event stores. */
export const restartOf = ({ entry, ...data }: RestartPointData): Restart => ({
  ...pointOf(data),
  ...(entry && {
    entry: {
      headerByteOffset: entry.header_byte_offset,
      recordsBefore: entry.records_before,
      byteOffset: entry.byte_offset,
      uncompressedBytes: entry.uncompressed_bytes,
      ...(entry.restart_point && { restart: pointOf(entry.restart_point) }),
    },
  }),
});

type PointData = Omit<RestartPointData, "entry">;

const pointData = (restart: Restart): PointData => ({
  object_byte_offset: restart.objectByteOffset,
  object_bit: restart.objectBit,
  byte_offset: restart.byteOffset,
  ...(restart.block && {
    block: { level: restart.block.level, stream_checksum: restart.block.streamChecksum },
  }),
  fingerprint: restart.fingerprint,
});

const pointOf = (data: PointData): Restart => ({
  objectByteOffset: data.object_byte_offset,
  objectBit: data.object_bit,
  byteOffset: data.byte_offset,
  ...(data.block && { block: { level: data.block.level, streamChecksum: data.block.stream_checksum } }),
  fingerprint: data.fingerprint,
});
