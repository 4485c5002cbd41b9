import type { ChoiceSetting } from "./setting.ts";

/** The variables that every function has, in addition to the variables of its description. */
export type CommonVariable = "LOG_LEVEL" | "POWERTOOLS_METRICS_NAMESPACE";

export const LOG_LEVEL = {
  setting: "PAPERLEDGER_LOG_LEVEL",
  of: ["DEBUG", "INFO", "WARN", "ERROR"],
  default: "INFO",
} as const satisfies ChoiceSetting;
