import type { Position } from "@paperledger/events/run-event";
import { MAX_CHANGES, type Restart } from "../batch-files/restarts.ts";

/** Notes for each record of an archive where another reading can begin, to go on after it. */
export class ArchiveRestarts {
  #noted: { readonly record: number; readonly restart: Restart }[] = [];

  /** Takes the next record. */
  note(record: number, restart: Restart): void {
    this.#noted.push({ record, restart });
    if (this.#noted.length > 2 * MAX_CHANGES) this.#noted = this.#noted.slice(-MAX_CHANGES);
  }

  /**
   * Returns where to begin, in order to go on after this record.
   *
   * @throws RangeError for a record that was not passed, or so long ago that it is forgotten
   */
  before({ record_number }: Position): Restart {
    const noted = this.#noted.findLast(({ record }) => record <= record_number);
    if (!noted) throw new RangeError(`record ${record_number} was not passed, or is forgotten`);
    return noted.restart;
  }
}
