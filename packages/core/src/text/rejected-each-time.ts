/** Says why a sum of rejected records can be greater than the number in the list of things to do. */
export const REJECTED_EACH_TIME =
  "Rejected: a record counts again when a redrive rejects it again. In the things to do it counts once.";
