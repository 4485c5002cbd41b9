import { startProcessor } from "./start-processor.ts";

/** What Lambda calls for the messages of the uploads' queue. */
export const handler = startProcessor();
