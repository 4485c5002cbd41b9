/** An item of the statistics table cannot be read. `paperledger rebuild` makes all of them anew from the event log. */
export class UnreadableStatisticError extends Error {
  override readonly name = "UnreadableStatisticError";
  /** The item's key without the generation: `total`, `day#2024-01-02`, `run#batch-...`, `generations`. */
  readonly id: string;

  constructor(id: string, problem: string, options?: ErrorOptions) {
    super(`the statistics' item ${JSON.stringify(id)} cannot be read: ${problem}`, options);
    this.id = id;
  }
}

/** Is told of an item of the statistics that cannot be read. Reading continues after it. */
export type OnUnreadableStatistic = (error: UnreadableStatisticError) => void;
