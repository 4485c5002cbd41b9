import { afterEach, expect, test } from "vitest";
import { momentText, preciseTimeOfDay, timeOfDay } from "./moment.ts";

const zone = process.env.TZ;
afterEach(() => {
  process.env.TZ = zone;
});

test("a moment is shown in local time, with its offset, and winter and summer are told apart", () => {
  process.env.TZ = "Europe/Berlin";
  expect(momentText("2025-03-01T12:00:01.250Z")).toBe("2025-03-01 13:00:01 +01:00");
  expect(momentText("2025-07-01T23:30:00.000Z")).toBe("2025-07-02 01:30:00 +02:00");
  expect(timeOfDay("2025-03-01T12:00:01.250Z")).toBe("13:00:01");
  expect(preciseTimeOfDay("2025-03-01T12:00:01.250Z")).toBe("13:00:01.250");
  process.env.TZ = "America/St_Johns";
  expect(momentText("2025-03-01T01:00:00.000Z")).toBe("2025-02-28 21:30:00 -03:30");
});

test("where local time is UTC, that is said in one letter", () => {
  process.env.TZ = "UTC";
  expect(momentText("2025-03-01T12:00:01.250Z")).toBe("2025-03-01 12:00:01Z");
  expect(momentText(null)).toBe("-");
  expect(timeOfDay(null)).toBe("-");
});
