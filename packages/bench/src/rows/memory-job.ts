import * as z from "zod";

/** What the child that measures memory is to do. */
export const memoryJobSchema = z.object({
  papers: z.int().min(1),
  endpoint: z.string(),
  /** null for a paper store and an event log that answer at once. */
  tables: z.object({ papers: z.string(), runs: z.string() }).nullable(),
});

export type MemoryJob = z.infer<typeof memoryJobSchema>;
