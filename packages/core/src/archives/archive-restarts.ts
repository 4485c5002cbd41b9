import type { Position } from "@paperledger/events/run-event";
import { MAX_CHANGES, type Restart } from "../batch-files/restarts.ts";

/** Remembers, for each record of an archive, the place at which another reading has to begin to continue after that record. */
export class ArchiveRestarts {
  #noted: { readonly record: number; readonly restart: Restart }[] = [];

  /** Adds the next record. */
  note(record: number, restart: Restart): void {
    this.#noted.push({ record, restart });
    if (this.#noted.length > 2 * MAX_CHANGES) this.#noted = this.#noted.slice(-MAX_CHANGES);
  }

  /**
   * Returns the place at which a reading has to begin to continue after this record.
   *
   * @throws RangeError for a record that was not added yet, or that is no longer remembered
   */
  before({ record_number }: Position): Restart {
    const noted = this.#noted.findLast(({ record }) => record <= record_number);
    if (!noted) throw new RangeError(`record ${record_number} was not passed, or is forgotten`);
    return noted.restart;
  }
}
