import { expect, test } from "vitest";
import { lastNight } from "./night.ts";

const local = (text: string) => new Date(text);

test("in the morning, the last night is over, and the day since is a part of its own", () => {
  expect(lastNight(local("2025-03-02T09:30"))).toEqual({
    from: local("2025-03-01T18:00"),
    to: local("2025-03-02T08:00"),
  });
});

test("at night, it goes on", () => {
  expect(lastNight(local("2025-03-02T03:00"))).toEqual({ from: local("2025-03-01T18:00"), to: undefined });
});
