import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/** Reads the event in a dead letter. The dead letter is either Lambda's record of a failed invocation, which contains the event, or the event itself. */
export const deadLetterSchema = jsonTextSchema.pipe(
  z.union([
    z
      .looseObject({ requestContext: z.looseObject({}), requestPayload: z.looseObject({}) })
      .transform(({ requestPayload }) => requestPayload),
    z.looseObject({}),
  ]),
);
