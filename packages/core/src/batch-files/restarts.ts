import type { Position } from "@paperledger/events/run-event";
import type { FileCompression } from "../compression/decompress.ts";
import type { RestartPoint } from "../compression/restart-point.ts";
import type { RestartPoints } from "../compression/restart-points.ts";
import type { Format, SourceRecord } from "../formats/format.ts";
import { CutRecord } from "../formats/splitting/cut-record.ts";
import { type Beginning, BeginningFinder, fingerprintOf } from "./beginning.ts";

/** A place at which a reading of a batch file can begin, to continue after one of its records. It is plain data, so that an event can store it. */
export interface Restart extends RestartPoint {
  /** A hash of the file's beginning, its format and the state of cutting. If a reading finds another hash, it begins at the file's start. */
  readonly fingerprint: string;
  /** Set for an archive: the file in it at which to begin. */
  readonly entry?: EntryRestart;
}

/** A file in an archive at which a reading begins, with the counts of everything before it. */
export interface EntryRestart {
  /** The offset of the file's first header in the uncompressed archive. */
  readonly headerByteOffset: number;
  /** The number of records in the files before this one. */
  readonly recordsBefore: number;
  /** The offset of the file's content, counted like a record's `byteOffset`. */
  readonly byteOffset: number;
  /** The uncompressed size of the files before this one. */
  readonly uncompressedBytes: number;
  /** The place inside the file at which to begin. Without it, the reading begins at the start of the file. */
  readonly restart?: Restart;
}

/** A restart point; or, in an uncompressed file, the byte before the position; or none. */
type Place = RestartPoint | "byte before" | undefined;

/** The number of changes of place that are remembered. It is far more than the records on their way from the file to the table. */
export const MAX_CHANGES = 65_536;

/** Remembers, for each record of a reading, the place at which another reading has to begin to continue after that record. */
export class Restarts {
  readonly #format: Format;
  readonly #compression: FileCompression;
  readonly #points: RestartPoints;
  readonly #finder = new BeginningFinder();
  #beginning: Beginning | undefined;
  #fingerprint = "";
  /** Each entry holds the place for a record and for the records after it, up to the next entry. */
  #changes: { readonly fromRecord: number; readonly place: Place }[] = [];

  constructor(format: Format, compression: FileCompression, points: RestartPoints) {
    this.#format = format;
    this.#compression = compression;
    this.#points = points;
  }

  /** Adds the next record of the file's beginning. */
  passBeginning(record: SourceRecord): void {
    this.#beginning ??= this.#finder.pass(record);
  }

  /**
   * Adds the next record of the file.
   *
   * @param number the record's number in the file, if the splitter did not count from the file's start
   */
  pass(record: SourceRecord, number = record.number): void {
    const place = this.#placeAfter(record);
    const last = this.#changes.at(-1);
    if (last && last.place === place) return;
    this.#changes.push({ fromRecord: number, place });
    if (this.#changes.length > 2 * MAX_CHANGES) this.#changes = this.#changes.slice(-MAX_CHANGES);
  }

  /**
   * Returns the place at which a reading has to begin to continue after the record that ends at this position.
   *
   * @throws RangeError for a record that was not added yet, or that is no longer remembered
   */
  before({ record_number, byte_offset }: Position): Restart | undefined {
    const change = this.#changes.findLast(({ fromRecord }) => fromRecord <= record_number);
    if (!change) throw new RangeError(`record ${record_number} was not passed, or is forgotten`);
    const { place } = change;
    if (place === undefined) return undefined;
    const byteBefore = { objectByteOffset: byte_offset - 1, objectBit: 0, byteOffset: byte_offset - 1 };
    return { ...(place === "byte before" ? byteBefore : place), fingerprint: this.#fingerprint };
  }

  /** True if the compressed file has places at which a reading can begin. */
  get hasPoints(): boolean {
    return this.#compression === "none" || this.#points.hasAny;
  }

  #placeAfter(record: SourceRecord): Place {
    if (!this.#beginning) {
      this.passBeginning(record);
      return undefined;
    }
    if (this.#fingerprint === "") this.#fingerprint = fingerprintOf(this.#beginning, this.#format);
    const place = this.#compression === "none" ? "byte before" : this.#points.before(record.endByteOffset);
    return CutRecord.stateAfter(record) === this.#beginning.state ? place : undefined;
  }
}
