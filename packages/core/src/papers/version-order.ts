/** What decides which of two texts of a paper is the newer version. */
export interface VersionTime {
  readonly updated_at: string;
  /** Absent from items that something else wrote: then it counts as before every tie. */
  readonly tie?: string | undefined;
}

/** Returns true if the first text is a newer version than the second one: by `updated_at`, then by `tie`. */
export const isNewerVersion = (first: VersionTime, second: VersionTime): boolean =>
  first.updated_at > second.updated_at ||
  (first.updated_at === second.updated_at && (first.tie ?? "") > (second.tie ?? ""));
