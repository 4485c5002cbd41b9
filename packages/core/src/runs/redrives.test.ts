import { expect, test } from "vitest";
import { traceIdOn } from "../statistics/run-events.fixture.ts";
import { processBatchFile } from "./process-batch-file.ts";
import { FILE, ledgerInMemory } from "./processing.fixture.ts";
import { fileOfRun, redriveKey, redriveOf } from "./redrives.ts";
import { foldRun } from "./run-fold.ts";

const traceId = traceIdOn(2);

test("a key with a run's rejects names the run, and no other key does", () => {
  expect(redriveOf(redriveKey(traceId, "papers-1.gz"))).toBe(traceId);
  for (const key of [
    "raw-data/2024-01-02/papers-1.gz",
    `raw-data/redrives/${traceId.toLowerCase()}/x`,
    `x/raw-data/redrives/${traceId}/x`,
    "raw-data/redrives/",
    `raw-data/redrives/../${traceId}/x`,
  ])
    expect(redriveOf(key)).toBeUndefined();
});

test("a run of rejects says whose they are, and what its file is, in its first event", async () => {
  const file = { ...FILE, key: redriveKey(traceId, "papers-1.gz"), etag: "e" };
  const ledger = ledgerInMemory([{ id: "p0" }]);
  await processBatchFile(file, ledger.processing());
  const [first] = ledger.eventLog.events();
  expect(first?.data).toMatchObject({ key: file.key, redrive_of: traceId });
  const { started } = await foldRun(file.traceId, ledger.eventLog.events());
  expect(started && fileOfRun(file.traceId, started)).toEqual(file);
});
