import { startProcessor } from "./start-processor.ts";

/** What Lambda calls for S3 events. */
export const handler = startProcessor();
