import { startProjector } from "./start-projector.ts";

/** What Lambda calls for the stream of the runs table. */
export const handler = startProjector();
