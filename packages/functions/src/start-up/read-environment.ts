import { parseContext } from "@paperledger/events/parse-context";
import * as z from "zod";
import { type CommonVariable, LOG_LEVEL } from "../description/every-function.ts";
import type { FunctionDescription } from "../description/function-description.ts";
import { mapValues } from "../description/map-values.ts";
import type { NumberSetting, TextSetting } from "../description/setting.ts";

/**
 * Thrown if an environment variable is missing or wrong, or if its resource does not exist or is not permitted. The
 * message names each such variable and says what to set.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * Reads the environment variables of a function, once, at start.
 *
 * @throws ConfigurationError that names every missing or wrong variable
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const read = schema.safeParse(environment, parseContext());
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new ConfigurationError(`set these environment variables of the function: ${faults.join("; ")}`);
}

/** The name of a resource. It has no default. */
const requiredName = z.string({ error: "is missing" }).min(1, { error: "is empty" });

/** A whole number above zero. The range of a setting is checked only by the deployment. */
const positiveNumber = z
  .string()
  .regex(/^[1-9]\d{0,14}$/, { error: "is not a whole number above zero" })
  .transform(Number);

const optionalText = z.string().optional();

/** Returns the schemas of the variables that name a function's resources. */
export const resourceVariables = <Variable extends string>({
  resources,
}: {
  readonly resources: Readonly<Record<Variable, FunctionDescription["resources"][string]>>;
}) => mapValues(resources, () => requiredName);

/** Returns the schemas of a function's variables that hold a number. */
export const numberVariables = <Variable extends string>({
  numbers,
}: {
  readonly numbers: Readonly<Record<Variable, NumberSetting>>;
}) => mapValues(numbers, ({ default: fallback }) => positiveNumber.default(fallback));

/** Returns the schemas of a function's variables that hold a text. */
export const textVariables = <Variable extends string>({
  texts,
}: {
  readonly texts: Readonly<Record<Variable, TextSetting>>;
}) => mapValues(texts, () => optionalText);

/** The schemas of the variables that every function has. */
export const commonVariables = {
  /** The namespace of a deployment's metrics in CloudWatch. */
  POWERTOOLS_METRICS_NAMESPACE: z.string().min(1, { error: "is empty" }).default("paperledger"),
  LOG_LEVEL: z
    .string()
    .toUpperCase()
    .pipe(
      z.enum([...LOG_LEVEL.of, "SILENT"], {
        error: "is not DEBUG, INFO, WARN, ERROR or SILENT",
      }),
    )
    .default(LOG_LEVEL.default),
} satisfies Readonly<Record<CommonVariable, z.ZodType>>;
