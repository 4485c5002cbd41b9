import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Projected } from "@paperledger/core/statistics/project-runs";
import type { ReadRuns } from "@paperledger/core/statistics/statistics-store";
import { readRunsOf } from "./commit-runs.ts";
import { buildingIn, liveIn, type SlotChoice, slotInUse } from "./slot-in-use.ts";

/**
 * The part of the statistics table that a projection needs. It is separate, so that the projector's bundle has no code for lists. It
 * remembers the generations of the statistics (see generations.ts), because each commit checks that the slot's copy of them has not
 * changed. If it remembers old ones, the commit conflicts.
 *
 * The sums of a scope are spread over slots, so that parallel projectors do not write the same items. A projection begins in one slot, and
 * changes to another slot if another projector commits in it.
 */
export function dynamoDbProjection(
  client: DynamoDBDocumentClient,
  table: string,
  slotChoice?: SlotChoice,
): Projected {
  const statistics = { client, table };
  const inUse = slotInUse(statistics, slotChoice);
  return {
    async readRuns(traceIds, signal) {
      const generations = await inUse.generations(signal);
      const inLive = await readRunsOf(statistics, traceIds, liveIn(generations), signal);
      const building = buildingIn(generations);
      if (!building) return inLive;
      return withBuilding(inLive, await readRunsOf(statistics, traceIds, building, signal));
    },

    commit: inUse.commit,
  };
}

/** Combines the live runs with the runs of the statistics that are being built. A run that is unreadable in either is unreadable. */
function withBuilding(live: ReadRuns, building: ReadRuns): ReadRuns {
  const built = new Map(building.runs.map((run) => [run.traceId, run]));
  return {
    runs: live.runs.flatMap((run) => {
      const inBuilding = built.get(run.traceId);
      return inBuilding ? [{ ...run, building: inBuilding }] : [];
    }),
    unreadable: [...live.unreadable, ...building.unreadable],
  };
}
