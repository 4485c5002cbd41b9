import type {
  ChoiceSetting,
  NumberSetting,
  OptionalNumberSetting,
  Setting,
  TextSetting,
} from "@paperledger/functions/description/setting";
import * as z from "zod";

/** Returns the schema of a number that an operator may set. */
export const numberSchema = ({ from, to, default: fallback }: NumberSetting) =>
  wholeNumber(from, to).default(fallback);

/** Returns the schema of a number that an operator may set, and that otherwise AWS decides. */
export const optionalNumberSchema = ({ from, to }: OptionalNumberSetting) => wholeNumber(from, to).optional();

/** Returns the schema of a word that an operator may set. */
export const choiceSchema = <const Word extends string>({ of, default: fallback }: Choice<Word>) =>
  z.enum(of, { error: notOneOf(of) }).default(fallback);

type Choice<Word extends string> = Pick<ChoiceSetting, "setting"> & {
  readonly of: readonly Word[];
  readonly default: NoInfer<Word>;
};

/** Returns the schema of a text that an operator may set. */
export const textSchema = ({ maxCharacters }: TextSetting) =>
  z
    .string()
    .max(maxCharacters, { error: `has more than ${maxCharacters} characters` })
    .optional();

/** Returns the schema of any setting. */
export function schemaOf(setting: Setting): z.ZodType {
  if ("maxCharacters" in setting) return textSchema(setting);
  if ("of" in setting) return choiceSchema(setting);
  return setting.default === undefined ? optionalNumberSchema(setting) : numberSchema(setting);
}

const wholeNumber = (from: number, to: number) =>
  z
    .string()
    .regex(/^\d{1,15}$/, { error: "is not a whole number" })
    .transform(Number)
    .pipe(
      z
        .number()
        .min(from, { error: `is below ${from}` })
        .max(to, { error: `is above ${to}` }),
    );

/** Returns `is neither local nor bedrock` for two words, and `is not A, B or C` for more. */
function notOneOf(words: readonly string[]): string {
  const [last, ...others] = words.toReversed();
  return words.length === 2
    ? `is neither ${words.join(" nor ")}`
    : `is not ${others.toReversed().join(", ")} or ${last}`;
}
