import { startVectorizer } from "./start-vectorizer.ts";

/** What Lambda calls for each `paper-batch.batch-done` on the bus. */
export const handler = startVectorizer();
