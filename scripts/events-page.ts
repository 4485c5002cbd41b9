import { readFileSync } from "node:fs";
import { z } from "zod";

/** The page that tells subscribers of the events. */
export const eventsPage = (): string => readFileSync("docs/events.md", "utf8");

/** An event as it stands on the page: in EventBridge's envelope. */
export const exampleSchema = z.looseObject({ "detail-type": z.string(), detail: z.unknown() });

/** Returns the example events of the page, in order. Other blocks of JSON, such as a rule's pattern, are no events. */
export const exampleEvents = (page = eventsPage()): readonly z.infer<typeof exampleSchema>[] =>
  [...page.matchAll(/^```json\n(.*?)^```$/gms)].flatMap(([, json = ""]) => {
    const example = exampleSchema.safeParse(JSON.parse(json));
    return example.success && example.data.detail !== undefined ? [example.data] : [];
  });
