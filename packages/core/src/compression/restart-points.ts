import { OBJECT_START, type RestartPoint } from "./restart-point.ts";

/** Fewer uncompressed bytes than this are not worth a restart point of their own. */
const DEFAULT_SPACING_BYTES = 1_048_576;

/**
 * The restart points that a reading has passed and that may still be asked for.
 *
 * Which points are kept follows from the file alone: each one that is at least `spacingBytes` behind the one kept before it.
 * Of several at one place, as empty frames make them, the last is kept. A reading that begins at a kept point keeps the same
 * points from there on.
 */
export class RestartPoints {
  readonly #spacingBytes: number;
  #last: RestartPoint;
  #kept: RestartPoint[] = [];

  constructor(from = OBJECT_START, spacingBytes = DEFAULT_SPACING_BYTES) {
    this.#last = from;
    this.#spacingBytes = spacingBytes;
    if (from.byteOffset > 0) this.#kept.push(from);
  }

  /** Whether any point was passed that is worth to begin at. */
  get hasAny(): boolean {
    return this.#kept.length > 0;
  }

  /** Takes the next point. Points come in the order of the file, each before the byte that it stands at is read. */
  readonly add = (point: RestartPoint): void => {
    if (point.byteOffset === 0) return;
    if (point.byteOffset === this.#last.byteOffset) this.#kept.pop();
    else if (point.byteOffset - this.#last.byteOffset < this.#spacingBytes) return;
    this.#kept.push(point);
    this.#last = point;
  };

  /**
   * Returns the last point that stands before this uncompressed byte, and forgets those before that point.
   *
   * @param byteOffset not less than the one asked for last
   */
  before(byteOffset: number): RestartPoint | undefined {
    const at = this.#kept.findLastIndex((point) => point.byteOffset < byteOffset);
    if (at > 0) this.#kept = this.#kept.slice(at);
    return at === -1 ? undefined : this.#kept[0];
  }
}
