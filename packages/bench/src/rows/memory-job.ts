import * as z from "zod";

/** The job of the child process that measures memory. */
export const memoryJobSchema = z.object({
  papers: z.int().min(1),
  endpoint: z.string(),
  /** Null means a paper store and an event log that answer at once and store nothing. */
  tables: z.object({ papers: z.string(), runs: z.string() }).nullable(),
});

export type MemoryJob = z.infer<typeof memoryJobSchema>;
