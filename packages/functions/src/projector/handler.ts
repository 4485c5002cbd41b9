import { startProjector } from "./start-projector.ts";

/** The handler that Lambda calls for the stream of the runs table. */
export const handler = startProjector();
