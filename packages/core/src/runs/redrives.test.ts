import { expect, test } from "vitest";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import { redriveName, redriveOfKey } from "../text/redrive-key.ts";
import { ulidOf } from "../trace-ids/ulid-of.ts";
import { processBatchFile } from "./process-batch-file.ts";
import { FILE, ledgerInMemory } from "./processing.fixture.ts";
import { fileOfRun, redriveKey, redriveOf } from "./redrives.ts";
import { foldRun } from "./run-fold.ts";

const REDRIVE = "01HKZ0000000000000000000RD";
const traceId = traceIdOn(2);

test("a key with a run's rejects names the run, and no other key does", () => {
  expect(redriveOf(redriveKey(traceId, { redrive: REDRIVE, rejects: 1, part: 1 }))).toBe(traceId);
  for (const key of [
    "raw-data/2024-01-02/papers-1.gz",
    `raw-data/redrives/${traceId.toLowerCase()}/x`,
    `x/raw-data/redrives/${traceId}/x`,
    "raw-data/redrives/",
    `raw-data/redrives/../${traceId}/x`,
  ])
    expect(redriveOf(key)).toBeUndefined();
});

test("a key with a run's rejects names the redrive and the number of rejects, and that of an earlier version does not", () => {
  const file = { redrive: REDRIVE, rejects: 12, part: 2 };
  expect(redriveOfKey(redriveKey(traceId, file))).toEqual({ redrive: REDRIVE, rejects: 12 });
  expect(redriveOfKey(`raw-data/redrives/${traceId}/papers-0a1b2c3d.gz`)).toBeUndefined();
  expect(redriveName(redriveKey(traceId, file))).toBe(`redrive of 12 rejects of ${ulidOf(traceId)}`);
  expect(redriveName(`raw-data/redrives/${traceId}/papers-0a1b2c3d.gz`)).toBe(
    `redrive of rejects of ${ulidOf(traceId)}`,
  );
  expect(redriveName("raw-data/2026-11-28/papers-1.gz")).toBeUndefined();
});

test("a run of rejects says whose they are, and what its file is, in its first event", async () => {
  const file = { ...FILE, key: redriveKey(traceId, { redrive: REDRIVE, rejects: 1, part: 1 }), etag: "e" };
  const ledger = ledgerInMemory([{ id: "p0" }]);
  await processBatchFile(file, ledger.processing());
  const [first] = ledger.eventLog.events();
  expect(first?.data).toMatchObject({ key: file.key, redrive_of: traceId });
  const { started } = await foldRun(file.traceId, ledger.eventLog.events());
  expect(started && fileOfRun(file.traceId, started)).toEqual(file);
});
