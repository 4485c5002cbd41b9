import { expect, test } from "vitest";
import { countedUpToJson } from "./counted-up-to.ts";

test("the progress of the statistics has the time with milliseconds in JSON", () => {
  expect(countedUpToJson({ newestEventAt: "2026-03-01T02:03:04.567Z", eventsBehind: 1 })).toEqual({
    newest_event_at: "2026-03-01T02:03:04.567Z",
    events_behind: 1,
  });
});
