/**
 * The number of slots that the sums of days, sources and all time are spread over. All slots of a sum are read with one
 * BatchGetItem, which takes 100 keys.
 *
 * `default` is the number of statistics that do not say theirs, such as those before the first rebuild. It may be raised
 * and never lowered: a slot beyond the number is not read.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export const SLOTS = { from: 1, to: 100, default: 64 } as const;

/** A slot's part of a sum. */
export interface SlotId {
  /** The id of the scope. */
  readonly id: string;
  readonly slot: number;
}

/**
 * Names a slot's part of a sum. Slot 0 has the id of the scope itself.
 *
 * @example
 * slottedId({ id: "total", slot: 7 }) // "s7#total"
 */
export const slottedId = ({ id, slot }: SlotId): string => (slot === 0 ? id : `s${slot}#${id}`);

/** Reads what {@link slottedId} wrote. An id of any other form is of slot 0. */
export function slotOf(slotted: string): SlotId {
  const [, slot, id] = /^s([1-9]\d?)#(.*)$/s.exec(slotted) ?? [];
  return id === undefined ? { id: slotted, slot: 0 } : { id, slot: Number(slot) };
}
