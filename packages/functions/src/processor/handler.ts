import { startProcessor } from "./start-processor.ts";

/** The handler that Lambda calls for the messages of the uploads' queue. */
export const handler = startProcessor();
