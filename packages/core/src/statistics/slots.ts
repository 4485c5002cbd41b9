/**
 * The number of slots for the sums of days, sources and the total. All slots of a sum are read with one BatchGetItem, which takes 100
 * keys.
 *
 * `default` applies to statistics that do not store their own number, such as the statistics before the first rebuild. It can be
 * raised, but it must never be lowered, because slots above the number are not read.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const SLOTS = { from: 1, to: 100, default: 64 } as const;

/** Names one slot's part of a sum. */
export interface SlotId {
  /** The id of the scope. */
  readonly id: string;
  readonly slot: number;
}

/**
 * Returns the id of a slot's part of a sum. The part of slot 0 has the id of the scope itself.
 *
 * @example
 * slottedId({ id: "total", slot: 7 }) // "s7#total"
 */
export const slottedId = ({ id, slot }: SlotId): string => (slot === 0 ? id : `s${slot}#${id}`);

/** Reads an id that {@link slottedId} wrote. An id of any other form belongs to slot 0. */
export function slotOf(slotted: string): SlotId {
  const [, slot, id] = /^s([1-9]\d?)#(.*)$/s.exec(slotted) ?? [];
  return id === undefined ? { id: slotted, slot: 0 } : { id, slot: Number(slot) };
}
