import { REJECTS_PREFIX } from "@paperledger/core/batch-files/object-keys";
import { ledgerTable } from "./ledger-table.ts";
import { privateBucket } from "./private-bucket.ts";
import type { Settings } from "./settings.ts";
import { stagePolicy } from "./stage-policy.ts";

/** What is kept: batch files and rejects, papers, the event log, the statistics made from it, and the attempts of runs. */
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
    // Explains runs and decides nothing: it is not protected.
    attempts: ledgerTable("Attempts", "attempts", { derived: true }),
  };
}

export type Storage = ReturnType<typeof storage>;
