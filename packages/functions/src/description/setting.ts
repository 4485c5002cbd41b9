interface SettingText {
  /** The variable that an operator sets for a deployment. */
  readonly setting: `PAPERLEDGER_${string}`;
  /** Says what it is for. It stands in the list of settings in docs/operations.md. */
  readonly meaning: string;
}

/**
 * A whole number that an operator may set. A deployment refuses a number outside of `from` to `to`; the function itself takes any
 * whole number above zero. A new unit is added here.
 */
export interface NumberSetting extends SettingText {
  readonly unit: "MB" | "minutes" | "seconds" | "ms" | "bytes" | "batches" | "records" | "invocations";
  readonly from: number;
  readonly to: number;
  readonly default: number;
}

/** A number that AWS decides where the operator sets none. */
export interface OptionalNumberSetting extends Omit<NumberSetting, "default"> {
  readonly default?: never;
}

/** One of a few words that an operator may set. */
export interface ChoiceSetting extends SettingText {
  readonly of: readonly [string, ...string[]];
  readonly default: string;
}

/** A text that an operator may set. Where it is not set, the function does not have the variable. */
export interface TextSetting extends SettingText {
  readonly maxCharacters: number;
  /** The default, in words. */
  readonly otherwise: string;
}

export type Setting = NumberSetting | OptionalNumberSetting | ChoiceSetting | TextSetting;
