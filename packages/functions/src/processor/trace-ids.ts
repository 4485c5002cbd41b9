import { uploadsOf } from "./uploads.ts";

/** Returns the trace ids of the batch files in an event. The list is empty if the event cannot be read. */
export function traceIdsOfUploads(event: unknown): readonly string[] {
  try {
    return uploadsOf(event).files.map(({ file }) => file.traceId);
  } catch {
    return [];
  }
}
