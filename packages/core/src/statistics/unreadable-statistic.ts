/** Reported if an item of the statistics table cannot be read. `paperledger rebuild` computes all items again from the event log. */
export class UnreadableStatisticError extends Error {
  override readonly name = "UnreadableStatisticError";
  /** The item's key without the generation: `total`, `day#2024-01-02`, `run#batch-...`, `generations`. */
  readonly id: string;

  constructor(id: string, problem: string, options?: ErrorOptions) {
    super(`the statistics' item ${JSON.stringify(id)} cannot be read: ${problem}`, options);
    this.id = id;
  }
}

/** Called for each item of the statistics that cannot be read. Reading then continues. */
export type OnUnreadableStatistic = (error: UnreadableStatisticError) => void;
