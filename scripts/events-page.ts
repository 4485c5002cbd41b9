import { readFileSync } from "node:fs";
import * as z from "zod";

/** Returns the page about events for subscribers. */
export const eventsPage = (): string => readFileSync("docs/events.md", "utf8");

/** An event on the page, in EventBridge's envelope. */
export const exampleSchema = z.looseObject({ "detail-type": z.string(), detail: z.unknown() });

/** Returns the example events of the page, in order. Skips other blocks of JSON, such as a rule's pattern. */
export const exampleEvents = (page = eventsPage()): readonly z.infer<typeof exampleSchema>[] =>
  [...page.matchAll(/^```json\n(.*?)^```$/gms)].flatMap(([, json = ""]) => {
    const example = exampleSchema.safeParse(JSON.parse(json));
    return example.success && example.data.detail !== undefined ? [example.data] : [];
  });
