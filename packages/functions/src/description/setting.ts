interface NamedSetting {
  /** The variable that an operator sets for a deployment. */
  readonly setting: `PAPERLEDGER_${string}`;
}

/**
 * A whole number that an operator may set. A deployment refuses a number below `from` or above `to`. The function
 * itself accepts any whole number above zero. Add new units here.
 */
export interface NumberSetting extends NamedSetting {
  readonly unit: "MB" | "minutes" | "seconds" | "ms" | "bytes" | "batches" | "records" | "invocations";
  readonly from: number;
  readonly to: number;
  readonly default: number;
}

/** A number that AWS chooses if the operator does not set it. */
export interface OptionalNumberSetting extends Omit<NumberSetting, "default"> {
  readonly default?: never;
}

/** One of several words that an operator may set. */
export interface ChoiceSetting extends NamedSetting {
  readonly of: readonly [string, ...string[]];
  readonly default: string;
}

/** A text that an operator may set. If it is not set, the function does not have the variable. */
export interface TextSetting extends NamedSetting {
  readonly maxCharacters: number;
}

export type Setting = NumberSetting | OptionalNumberSetting | ChoiceSetting | TextSetting;
