import { startVectorizer } from "./start-vectorizer.ts";

/** The handler that Lambda calls for each `paper-batch.batch-done` on the bus. */
export const handler = startVectorizer();
