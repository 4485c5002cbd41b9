interface SettingText {
  /** The variable that an operator sets for a deployment. */
  readonly setting: `PAPERLEDGER_${string}`;
  /** Says the purpose of the setting, for the list of settings in docs/operations.md. */
  readonly meaning: string;
}

/**
 * A whole number that an operator may set. A deployment refuses a number below `from` or above `to`. The function
 * itself accepts any whole number above zero. Add new units here.
 */
export interface NumberSetting extends SettingText {
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
export interface ChoiceSetting extends SettingText {
  readonly of: readonly [string, ...string[]];
  readonly default: string;
}

/** A text that an operator may set. If it is not set, the function does not have the variable. */
export interface TextSetting extends SettingText {
  readonly maxCharacters: number;
  /** The default, in words. */
  readonly otherwise: string;
}

export type Setting = NumberSetting | OptionalNumberSetting | ChoiceSetting | TextSetting;
