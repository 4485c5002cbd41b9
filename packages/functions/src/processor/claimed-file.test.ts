import { timestamp } from "@paperledger/core/papers/paper";
import type { ClaimedObject } from "@paperledger/core/runs/object-claims";
import { type TraceId, traceIdOf } from "@paperledger/core/trace-ids/trace-id";
import { describe, expect, test } from "vitest";
import { claimedFile, type ObjectState } from "./claimed-file.ts";
import type { Upload } from "./uploads.ts";

const announcedAt = new Date("2026-03-01T02:03:04.567Z");
const object = { bucket: "raw", key: "raw-data/a.gz" };
const runAt = (at: Date) => traceIdOf({ ...object, version: "any", eventTimeMs: at.getTime() });
const modifiedAt = timestamp(new Date("2026-03-01T02:03:04.000Z"));

const upload = (more: Partial<Upload> = {}, file: Partial<Upload["file"]> = {}): Upload => ({
  by: "announcement",
  file: {
    traceId: runAt(announcedAt),
    ...object,
    sizeBytes: 5,
    batchTimestamp: timestamp(announcedAt),
    ...file,
  },
  ...more,
});

/** Returns claims in memory, and the keys for which S3 was asked. */
function claimsInMemory(state?: ObjectState) {
  const claimed = new Map<string, TraceId>();
  const lost: [string, TraceId][] = [];
  const asked: string[] = [];
  const nameOf = ({ bucket, key, version }: ClaimedObject) => `${bucket}/${key} ${version}`;
  return {
    claimed,
    lost,
    asked,
    claiming: {
      claims: {
        async claim(claimedObject: ClaimedObject, traceId: TraceId) {
          const winner = claimed.get(nameOf(claimedObject)) ?? traceId;
          claimed.set(nameOf(claimedObject), winner);
          return winner;
        },
      },
      stateOf: async ({ key }: Upload["file"]) => {
        asked.push(key);
        return state;
      },
      onLost: ({ traceId }: Upload["file"], winner: TraceId) => void lost.push([traceId, winner]),
    },
  };
}

describe("an object is claimed", () => {
  test("by its version id, and S3 is not asked", async () => {
    const { claiming, claimed, asked } = claimsInMemory();
    const announced = upload({}, { versionId: "v1", etag: "e" });
    expect(await claimedFile(announced, claiming)).toBe(announced.file);
    expect([...claimed.keys()]).toEqual(["raw/raw-data/a.gz v1"]);
    expect(asked).toEqual([]);
  });

  test("without a version id, by the ETag and time that S3 returns", async () => {
    const { claiming, claimed, asked } = claimsInMemory({ etag: '"e"', lastModifiedAt: modifiedAt });
    await claimedFile(upload({}, { etag: "e" }), claiming);
    expect([...claimed.keys()]).toEqual(["raw/raw-data/a.gz e 2026-03-01T02:03:04Z"]);
    expect(asked).toEqual(["raw-data/a.gz"]);
  });

  test("by the ETag and time that a backfill sent, without its milliseconds, and S3 is not asked", async () => {
    const { claiming, claimed, asked } = claimsInMemory();
    await claimedFile(
      upload(
        { by: "backfill", lastModifiedAt: timestamp(new Date("2026-03-01T02:03:04.999Z")) },
        { etag: '"e"' },
      ),
      claiming,
    );
    expect([...claimed.keys()]).toEqual(["raw/raw-data/a.gz e 2026-03-01T02:03:04Z"]);
    expect(asked).toEqual([]);
  });
});

test("the second message for an object gets the run of the first message, with the time of that run", async () => {
  const { claiming, lost } = claimsInMemory();
  const first = upload({}, { versionId: "v1" });
  const second = upload(
    { by: "backfill", lastModifiedAt: modifiedAt },
    { versionId: "v1", traceId: runAt(new Date(modifiedAt)), batchTimestamp: modifiedAt },
  );
  await claimedFile(first, claiming);
  expect(await claimedFile(second, claiming)).toEqual(first.file);
  expect(lost).toEqual([[second.file.traceId, first.file.traceId]]);
});

test.each(["continuation", "backfill-again"] as const)(
  "a %s already has its run, and claims nothing",
  async (by) => {
    const { claiming, claimed } = claimsInMemory({ etag: "e", lastModifiedAt: modifiedAt });
    const brought = upload({ by });
    expect(await claimedFile(brought, claiming)).toBe(brought.file);
    expect(claimed.size).toBe(0);
  },
);

test("an object that is deleted or replaced is not claimed", async () => {
  const { claiming, claimed } = claimsInMemory(undefined);
  const gone = upload({}, { etag: "e" });
  expect(await claimedFile(gone, claiming)).toBe(gone.file);
  expect(claimed.size).toBe(0);
});
