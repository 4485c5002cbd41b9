import { SLOTS } from "@paperledger/core/statistics/slots";
import type { CommitOutcome, ReadGeneration, RunChange } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { commitRuns } from "./commit-runs.ts";
import type { Generations } from "./generations.ts";
import { generationsOfSlot } from "./slot-copies.ts";
import type { StatisticsTable } from "./statistics-table.ts";

/** Options for choosing the slot of a commit. */
export interface SlotChoice {
  /** The first slot. The default is 0, so that a deployment with one projector has one item for each sum. */
  readonly firstSlot?: number;
  /** Returns a number from 0 up to, but not including, 1. The default is `Math.random`. */
  readonly random?: () => number;
}

/** The generations, and the slot from whose copy they were read. */
export interface KnownGenerations extends Generations {
  readonly copyOfSlot: number;
}

/** Returns the live generation, for a commit. */
export const liveIn = ({ live, slots, ...known }: KnownGenerations): ReadGeneration =>
  inSlot(live, slots, known);

/** Returns the generation that a rebuild is building, for a commit. Returns undefined if there is no rebuild. */
export const buildingIn = ({
  building,
  building_slots = SLOTS.default,
  ...known
}: KnownGenerations): ReadGeneration | undefined =>
  building === undefined ? undefined : inSlot(building, building_slots, known);

/** Two generations may have different numbers of slots, so the slot of the copy may be too high for one of them. */
const inSlot = (
  number: number,
  slots: number,
  { copyOfSlot, revision }: Pick<KnownGenerations, "copyOfSlot" | "revision">,
): ReadGeneration => ({ number, slot: copyOfSlot % slots, copy: { slot: copyOfSlot, revision } });

/** The slot in which this process commits. */
export interface SlotInUse {
  /** Returns the generations from the slot's copy. They are remembered until a commit fails. */
  generations(signal?: AbortSignal): Promise<KnownGenerations>;
  /** Commits changes (commit-runs.ts). If another process commits in the same slot, the next commit uses another slot. */
  commit(changes: readonly RunChange[], signal?: AbortSignal): Promise<CommitOutcome>;
}

/** Returns a slot for commits. It stays the same until another process commits in it. */
export function slotInUse(
  statistics: StatisticsTable,
  { firstSlot = 0, random = Math.random }: SlotChoice = {},
): SlotInUse {
  let slot = firstSlot;
  let slots: number = SLOTS.default;
  let known: KnownGenerations | undefined;

  /** Chooses any other slot, if there is one. */
  const leave = () => {
    slot = (slot + 1 + Math.floor(random() * (slots - 1))) % slots;
  };

  return {
    async generations(signal) {
      if (known) return known;
      const copyOfSlot = slot;
      try {
        known = { copyOfSlot, ...(await generationsOfSlot(statistics, copyOfSlot, signal)) };
        slots = Math.max(known.slots, known.building_slots ?? 0);
        return known;
      } catch (error) {
        // The copy of another slot may be readable.
        if (error instanceof UnreadableStatisticError && slot === copyOfSlot) leave();
        throw error;
      }
    },

    async commit(changes, signal) {
      const { outcome, isCrowded } = await commitRuns(statistics, changes, signal);
      if (outcome !== "committed") known = undefined;
      if (isCrowded) leave();
      return outcome;
    },
  };
}
