import { type PaperVersion, paperIdSchema, timestamp } from "@paperledger/core/papers/paper";

/** A version of a paper, for tests: `arxiv:2401.00001` of 2024 unless told otherwise. */
export function paperVersion({
  id = "arxiv:2401.00001",
  updatedAt = "2024-01-01T00:00:00Z",
  ...others
}: Partial<PaperVersion> & { readonly id?: string; readonly updatedAt?: string } = {}): PaperVersion {
  return {
    paper_id: paperIdSchema.parse(id),
    source: "arxiv",
    title: "On 'quotes', \"double\" ones, and a ?",
    abstract: "",
    authors: [],
    published_date: null,
    categories: ["cs.DL", "math.ÅÄÖ"],
    updated_at: timestamp(new Date(updatedAt)),
    processing_status: "ingested",
    trace_id: "batch-20240102-01HK4WQN000000000000000000",
    batch_timestamp: timestamp(new Date("2024-01-02T00:00:00Z")),
    record_number: 1,
    ...others,
  };
}
