import type { Position } from "@paperledger/events/run-event";
import type { FileCompression } from "../compression/decompress.ts";
import type { RestartPoint } from "../compression/restart-point.ts";
import type { RestartPoints } from "../compression/restart-points.ts";
import type { Format, SourceRecord } from "../formats/format.ts";
import { CutRecord } from "../formats/splitting/cut-record.ts";
import { type Beginning, BeginningFinder, fingerprintOf } from "./beginning.ts";

/** Where to begin reading a batch file again, in order to go on after one of its records. It is plain data, for an event. */
export interface Restart extends RestartPoint {
  /** Of the file's beginning, its format and the state of cutting. A reading that finds another one begins at the start. */
  readonly fingerprint: string;
  /** Set for an archive: the file in it to begin at. */
  readonly entry?: EntryRestart;
}

/** A file in an archive, what comes before it, and where in it to begin. */
export interface EntryRestart {
  /** Where its first header begins in the uncompressed archive. */
  readonly headerByteOffset: number;
  /** How many records the files before it have. */
  readonly recordsBefore: number;
  /** Where its content begins, as a record's `byteOffset` is counted. */
  readonly byteOffset: number;
  /** How large the files before it are. */
  readonly uncompressedBytes: number;
  /** Where in the file itself to begin: at its start, unless given. */
  readonly restart?: Restart;
}

/** A point, or in an uncompressed file the byte before the one asked for, or none. */
type Place = RestartPoint | "byte before" | undefined;

/** Answers are kept for so many changes of place: far more than there are records on their way from the file to the table. */
export const MAX_CHANGES = 65_536;

/** Notes for each record of a reading where another reading can begin, to go on after it. */
export class Restarts {
  readonly #format: Format;
  readonly #compression: FileCompression;
  readonly #points: RestartPoints;
  readonly #finder = new BeginningFinder();
  #beginning: Beginning | undefined;
  #fingerprint = "";
  /** The place for a record and those behind it, up to the next change. */
  #changes: { readonly fromRecord: number; readonly place: Place }[] = [];

  constructor(format: Format, compression: FileCompression, points: RestartPoints) {
    this.#format = format;
    this.#compression = compression;
    this.#points = points;
  }

  /** Takes the next record of the file's beginning. */
  passBeginning(record: SourceRecord): void {
    this.#beginning ??= this.#finder.pass(record);
  }

  /**
   * Takes the next record of the file.
   *
   * @param number its number in the file, where the splitter counted from elsewhere
   */
  pass(record: SourceRecord, number = record.number): void {
    const place = this.#placeAfter(record);
    const last = this.#changes.at(-1);
    if (last && last.place === place) return;
    this.#changes.push({ fromRecord: number, place });
    if (this.#changes.length > 2 * MAX_CHANGES) this.#changes = this.#changes.slice(-MAX_CHANGES);
  }

  /**
   * Returns where to begin, in order to go on after the record that ends at this position.
   *
   * @throws RangeError for a record that was not passed, or so long ago that it is forgotten
   */
  before({ record_number, byte_offset }: Position): Restart | undefined {
    const change = this.#changes.findLast(({ fromRecord }) => fromRecord <= record_number);
    if (!change) throw new RangeError(`record ${record_number} was not passed, or is forgotten`);
    const { place } = change;
    if (place === undefined) return undefined;
    const byteBefore = { objectByteOffset: byte_offset - 1, objectBit: 0, byteOffset: byte_offset - 1 };
    return { ...(place === "byte before" ? byteBefore : place), fingerprint: this.#fingerprint };
  }

  /** Whether the compression has places to begin at. */
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
