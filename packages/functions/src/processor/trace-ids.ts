import { uploadsOf } from "./uploads.ts";

/** Returns the trace ids of the batch files that an event tells of; none for an event that cannot be read. */
export function traceIdsOfUploads(event: unknown): readonly string[] {
  try {
    return uploadsOf(event).files.map(({ file }) => file.traceId);
  } catch {
    return [];
  }
}
