/** Says how sums count rejected records, beside the things to do, which count open ones. */
export const REJECTED_EACH_TIME =
  "Rejected: each redrive that rejects a record counts it again. To do counts it once, while it is open.";
