import { type BackfillObject, backfillKey } from "./backfill-object.ts";

/** What a backfill has yet to do with its objects. */
export interface Plan {
  readonly toUpload: readonly BackfillObject[];
  /** Keys that an earlier start of this backfill uploaded, of which the run has not ended. */
  readonly underWay: readonly string[];
  /** How many objects are uploaded and their runs ended. */
  readonly done: number;
}

/**
 * @param uploaded the keys that are in the bucket
 * @param ended the keys of runs that have ended
 */
export function planOf(
  objects: readonly BackfillObject[],
  uploaded: ReadonlySet<string>,
  ended: ReadonlySet<string>,
): Plan {
  const keys = objects.map(backfillKey).filter((key) => uploaded.has(key));
  return {
    toUpload: objects.filter((object) => !uploaded.has(backfillKey(object))),
    underWay: keys.filter((key) => !ended.has(key)),
    done: keys.filter((key) => ended.has(key)).length,
  };
}

const SAMPLED_OBJECTS = 5;

/** A few of the objects, from the first to the last, to tell of all. */
export function sampled(objects: readonly BackfillObject[]): readonly BackfillObject[] {
  if (objects.length <= SAMPLED_OBJECTS) return objects;
  const places = Array.from({ length: SAMPLED_OBJECTS }, (_, nth) =>
    Math.round((nth * (objects.length - 1)) / (SAMPLED_OBJECTS - 1)),
  );
  return places.flatMap((place) => objects[place] ?? []);
}
