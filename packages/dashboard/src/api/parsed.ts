import * as z from "zod";
import { RequestError } from "./request-error.ts";

/** Parses the input of a request. @throws RequestError that names each fault */
export function parsed<Output>(schema: z.ZodType<Output>, given: unknown): Output {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new RequestError(400, z.prettifyError(result.error), { cause: result.error });
}
