import * as z from "zod";
import { jsonTextSchema } from "../clients/json-text.ts";

/** The event in a dead letter: in a record of Lambda about a failed invocation, whose event is inside; or the event itself, from the bus or from the uploads' queue. */
export const deadLetterSchema = jsonTextSchema.pipe(
  z.union([
    z
      .looseObject({ requestContext: z.looseObject({}), requestPayload: z.looseObject({}) })
      .transform(({ requestPayload }) => requestPayload),
    z.looseObject({}),
  ]),
);
