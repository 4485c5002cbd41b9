import { REJECTS_PREFIX } from "@paperledger/core/batch-files/object-keys";
import { ledgerTable } from "./ledger-table.ts";
import { privateBucket } from "./private-bucket.ts";
import type { Settings } from "./settings.ts";
import { stagePolicy } from "./stage-policy.ts";

/** Creates the stores: the bucket for batch files and rejects, and the tables for papers, the event log, statistics and attempts. */
export function storage({ papersWarmWrites }: Pick<Settings, "papersWarmWrites">) {
  const { oldVersionDays, rejectDays } = stagePolicy($app.stage);
  return {
    raw: privateBucket("Raw", {
      versioning: true,
      lifecycle: [
        { id: "old-versions", oldVersionsAfterDays: oldVersionDays },
        { id: "rejects", prefix: REJECTS_PREFIX, expiresAfterDays: rejectDays },
        { id: "expired-delete-markers", removesExpiredDeleteMarkers: true },
      ],
    }),
    papers: ledgerTable("Papers", "papers", { warmWrites: papersWarmWrites }),
    runs: ledgerTable("Runs", "runs"),
    statistics: ledgerTable("Statistics", "statistics"),
    // This table only explains runs. No decision depends on it, so it is not protected.
    attempts: ledgerTable("Attempts", "attempts", { derived: true }),
  };
}

export type Storage = ReturnType<typeof storage>;
