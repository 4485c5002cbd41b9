import type { Paper } from "./paper.ts";

/**
 * What a record says of a paper that tells of its withdrawal and of nothing else. Where the table holds the paper, only
 * its status changes; where it does not, it holds from then on that there was one.
 */
export const withdrawal = (
  known: Pick<Paper, "paper_id" | "source" | "updated_at" | "raw_xml" | "raw_json">,
): Paper => ({
  ...known,
  title: "",
  abstract: "",
  authors: [],
  published_date: null,
  categories: [],
  processing_status: "withdrawn",
  withdrawal_only: true,
});
