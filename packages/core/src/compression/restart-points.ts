import { OBJECT_START, type RestartPoint } from "./restart-point.ts";

/** The least distance between two kept restart points, in uncompressed bytes. */
const DEFAULT_SPACING_BYTES = 1_048_576;

/**
 * The restart points that a reading has passed and that may still be needed.
 *
 * The choice of the kept points depends only on the file. A point is kept if it is at least `spacingBytes` after the last kept
 * point. If several points have the same uncompressed offset, as with empty frames, the last of them is kept. A reading that begins
 * at a kept point keeps the same further points.
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

  /** True if at least one point is kept. */
  get hasAny(): boolean {
    return this.#kept.length > 0;
  }

  /** Adds the next point of the file. Add each point before you read the bytes that follow it. */
  readonly add = (point: RestartPoint): void => {
    if (point.byteOffset === 0) return;
    if (point.byteOffset === this.#last.byteOffset) this.#kept.pop();
    else if (point.byteOffset - this.#last.byteOffset < this.#spacingBytes) return;
    this.#kept.push(point);
    this.#last = point;
  };

  /**
   * Returns the last point before this uncompressed offset, and forgets all earlier points.
   *
   * @param byteOffset must not be less than in the last call
   */
  before(byteOffset: number): RestartPoint | undefined {
    const at = this.#kept.findLastIndex((point) => point.byteOffset < byteOffset);
    if (at > 0) this.#kept = this.#kept.slice(at);
    return at === -1 ? undefined : this.#kept[0];
  }
}
