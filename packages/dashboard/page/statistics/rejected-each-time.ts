/** The things to do count open rejects: a record that was rejected several times counts once there. */
export const REJECTED_EACH_TIME =
  "Each redrive that rejects a record counts it again. To do counts it once, while it is open.";
