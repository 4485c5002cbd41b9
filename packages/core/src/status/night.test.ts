import { expect, test } from "vitest";
import { lastNight } from "./night.ts";

const local = (text: string) => new Date(text);

test("after 8:00, the last night is over, and the day is a separate part", () => {
  expect(lastNight(local("2025-03-02T09:30"))).toEqual({
    from: local("2025-03-01T18:00"),
    to: local("2025-03-02T08:00"),
  });
});

test("before 8:00, the night has no end yet", () => {
  expect(lastNight(local("2025-03-02T03:00"))).toEqual({ from: local("2025-03-01T18:00"), to: undefined });
});
