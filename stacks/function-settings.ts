import type { FunctionDescription } from "@paperledger/functions/description/function-description";
import { mapValues } from "@paperledger/functions/description/map-values";
import type { ChoiceSetting, NumberSetting, TextSetting } from "@paperledger/functions/description/setting";
import { choiceSchema, numberSchema, textSchema } from "./setting-schemas.ts";

/** The variables of an operator, by name. */
export type Given = Readonly<Record<string, string | undefined>>;

type Described<Number extends string, Choice extends string, Text extends string> = Pick<
  FunctionDescription,
  "memoryMb" | "timeout"
> & {
  readonly numbers: Readonly<Record<Number, NumberSetting>>;
  readonly choices: Readonly<Record<Choice, ChoiceSetting>>;
  readonly texts: Readonly<Record<Text, TextSetting>>;
};

/** Returns the settings of a function. A number or a word that is not given gets its default. */
export function functionSettings<Number extends string, Choice extends string, Text extends string>(
  { memoryMb, timeout, numbers, choices, texts }: Described<Number, Choice, Text>,
  given: Given,
) {
  const number = (setting: NumberSetting) => numberSchema(setting).parse(given[setting.setting]);
  return {
    memoryMb: number(memoryMb),
    timeoutSeconds: "seconds" in timeout ? timeout.seconds : number(timeout) * 60,
    numbers: mapValues(numbers, number),
    choices: mapValues(choices, (setting) => choiceSchema(setting).parse(given[setting.setting])),
    texts: mapValues(texts, (setting) => textSchema(setting).parse(given[setting.setting])),
  };
}

interface Variables {
  readonly numbers: Readonly<Record<string, number>>;
  readonly choices: Readonly<Record<string, string>>;
  readonly texts: Readonly<Record<string, string | undefined>>;
}

/** Returns the environment variables for a function's settings. A text that is not given is left out. */
export const variablesOf = ({ numbers, choices, texts }: Variables): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries({ ...numbers, ...choices, ...texts }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
