/** The fields that decide which of two texts of a paper is newer. */
export interface VersionTime {
  readonly updated_at: string;
  /** Absent from items that something else wrote. A missing tie is lower than every tie. */
  readonly tie?: string | undefined;
}

/** Tells whether the first text is newer than the second one, by `updated_at` and then by `tie`. */
export const isNewerVersion = (first: VersionTime, second: VersionTime): boolean =>
  first.updated_at > second.updated_at ||
  (first.updated_at === second.updated_at && (first.tie ?? "") > (second.tie ?? ""));
