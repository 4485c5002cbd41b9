import { SLOTS } from "@paperledger/core/statistics/slots";
import type { CommitOutcome, ReadGeneration, RunChange } from "@paperledger/core/statistics/statistics-store";
import { UnreadableStatisticError } from "@paperledger/core/statistics/unreadable-statistic";
import { commitRuns } from "./commit-runs.ts";
import type { Generations } from "./generations.ts";
import { generationsOfSlot } from "./slot-copies.ts";
import type { StatisticsTable } from "./statistics-table.ts";

/** Options for choosing the slot of a commit. */
export interface SlotChoice {
  /** The slot to begin in. 0 unless given, so that a deployment with one projector has one item a sum. */
  readonly firstSlot?: number;
  /** Returns a number from 0 up to, and not including, 1. `Math.random` unless given. */
  readonly random?: () => number;
}

/** The generations as they were read from the copy of this slot. */
export interface KnownGenerations extends Generations {
  readonly copyOfSlot: number;
}

/** Returns the live generation, for a commit. */
export const liveIn = ({ live, slots, ...known }: KnownGenerations): ReadGeneration =>
  inSlot(live, slots, known);

/** Returns the generation that a rebuild builds, for a commit, or nothing if none is built. */
export const buildingIn = ({
  building,
  building_slots = SLOTS.default,
  ...known
}: KnownGenerations): ReadGeneration | undefined =>
  building === undefined ? undefined : inSlot(building, building_slots, known);

/** The copy may be of a slot that only the other of the two generations has. */
const inSlot = (
  number: number,
  slots: number,
  { copyOfSlot, revision }: Pick<KnownGenerations, "copyOfSlot" | "revision">,
): ReadGeneration => ({ number, slot: copyOfSlot % slots, copy: { slot: copyOfSlot, revision } });

/** The slot that one process commits in. */
export interface SlotInUse {
  /** Returns the generations as the slot's copy says. They are remembered for as long as commits pass. */
  generations(signal?: AbortSignal): Promise<KnownGenerations>;
  /** Commits changes (commit-runs.ts). If another process commits in the same slot, goes on in another slot. */
  commit(changes: readonly RunChange[], signal?: AbortSignal): Promise<CommitOutcome>;
}

/** Begins in a slot, and stays in it until it meets another process there. */
export function slotInUse(
  statistics: StatisticsTable,
  { firstSlot = 0, random = Math.random }: SlotChoice = {},
): SlotInUse {
  let slot = firstSlot;
  let slots: number = SLOTS.default;
  let known: KnownGenerations | undefined;

  /** Any slot but this one, unless there is no other. */
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
