import { startProcessor } from "./start-processor.ts";

/** The handler that Lambda calls for the messages of the two queues. */
export const handler = startProcessor();
