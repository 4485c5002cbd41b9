import { restartPointSchema } from "@paperledger/events/run-event";
import { expect, test } from "vitest";
import { restartData, restartOf } from "./restart-data.ts";

test.each([
  { objectByteOffset: 9, objectBit: 0, byteOffset: 20, fingerprint: "f1" },
  {
    objectByteOffset: 9,
    objectBit: 7,
    byteOffset: 20,
    block: { level: 9, streamChecksum: -2_147_483_648 },
    fingerprint: "f1",
  },
  {
    objectByteOffset: 0,
    objectBit: 0,
    byteOffset: 0,
    fingerprint: "f1",
    entry: { headerByteOffset: 512, recordsBefore: 3, byteOffset: 400, uncompressedBytes: 500 },
  },
  {
    objectByteOffset: 9,
    objectBit: 0,
    byteOffset: 20,
    fingerprint: "f1",
    entry: {
      headerByteOffset: 512,
      recordsBefore: 3,
      byteOffset: 400,
      uncompressedBytes: 500,
      restart: { objectByteOffset: 7, objectBit: 0, byteOffset: 70, fingerprint: "f2" },
    },
  },
])("a restart comes back from its event as it was", (restart) => {
  expect(restartOf(restartPointSchema.parse(JSON.parse(JSON.stringify(restartData(restart)))))).toEqual(
    restart,
  );
});
