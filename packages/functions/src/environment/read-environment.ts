import { z } from "zod";

/**
 * The environment variables do not say what the function needs, or what they name is not there or not permitted. The message
 * names each one at fault, and what to set.
 */
export class ConfigurationError extends Error {
  override readonly name = "ConfigurationError";
}

/**
 * Reads what a function needs from the environment, once, at start-up.
 *
 * @throws ConfigurationError that names every variable at fault
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): z.infer<Schema> {
  const read = schema.safeParse(environment);
  if (read.success) return read.data;
  const faults = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  throw new ConfigurationError(`set these environment variables of the function: ${faults.join("; ")}`);
}

/** The name of a resource: it has to be there. */
export const requiredName = z.string({ error: "is missing" }).min(1, { error: "is empty" });

/** Where a deployment's metrics stand in CloudWatch. */
export const metricsNamespace = z.string().min(1, { error: "is empty" }).default("paperledger");

/** A whole number above zero, with a default. */
export const positiveNumber = (fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,14}$/, { error: "is not a whole number above zero" })
    .transform(Number)
    .default(fallback);

export const logLevel = z
  .string()
  .toUpperCase()
  .pipe(
    z.enum(["DEBUG", "INFO", "WARN", "ERROR", "SILENT"], {
      error: "is none of DEBUG, INFO, WARN, ERROR and SILENT",
    }),
  )
  .default("INFO");
