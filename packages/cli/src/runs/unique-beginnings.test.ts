import { expect, test } from "vitest";
import { uniqueBeginnings } from "./unique-beginnings.ts";

test("each ULID is shown as far as it differs from the others, and at least in twelve characters", () => {
  const [one, alike, other] = [
    "01JNC0V4M0ABCDEFGHJKMNPQRS",
    "01JNC0V4M0ABCDEFGXJKMNPQRS",
    "01JNC1V4M0ABCDEFGHJKMNPQRS",
  ];
  expect([...uniqueBeginnings([one, alike, other])]).toEqual([
    [one, "01JNC0V4M0ABCDEFGH"],
    [alike, "01JNC0V4M0ABCDEFGX"],
    [other, "01JNC1V4M0AB"],
  ]);
  expect([...uniqueBeginnings([one, one])]).toEqual([[one, "01JNC0V4M0AB"]]);
});
