import * as z from "zod";
import { busEventSchema } from "./bus-event.ts";
import { paperItemSchema } from "./paper-item.ts";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/**
 * Returns the JSON Schemas (draft 2020-12) of the events by `detail-type`, and the schema of an item of the papers
 * table as `paper`. They are open: they accept unknown fields at every level.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export const jsonSchemas = (): ReadonlyMap<string, JsonSchema> =>
  new Map([
    ...busEventSchema.options.map(
      (schema) => [schema.shape["detail-type"].value, openSchema(schema)] as const,
    ),
    ["paper", openSchema(paperItemSchema)],
  ]);

/** `io: "input"` leaves out `additionalProperties: false`. A binary value has no form in JSON, so the schema allows anything there. */
const openSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { target: "draft-2020-12", io: "input", unrepresentable: "any" });
