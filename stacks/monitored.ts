import type { Events } from "./events.ts";
import type { Ingest } from "./ingest.ts";
import type { Projection } from "./projection.ts";
import type { Storage } from "./storage.ts";
import type { Vectorization } from "./vectorization.ts";

/** The resources that alarms, dashboard and queries watch. */
export interface Monitored {
  readonly stored: Storage;
  readonly ingested: Ingest;
  readonly published: Events;
  readonly projected: Projection;
  readonly vectorized: Vectorization;
}
