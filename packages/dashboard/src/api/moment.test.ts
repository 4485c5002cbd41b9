import { expect, test } from "vitest";
import { checkRange, moment } from "./moment.ts";
import { RequestError } from "./request-error.ts";

const at = (text: string) => new Date(text);
const NOW = at("2026-03-01T12:00:00.000Z");

test.each(["1969-12-31T23:59:59.999Z", "0000-01-01T00:00:00Z", "2026-03-01", "yesterday"])(
  "%s is not a moment of a request",
  (text) => {
    expect(moment.safeParse(text).success).toBe(false);
  },
);

test.each([
  [{ from: at("2026-03-01T12:00:00.001Z") }, /future/],
  [{ from: at("2026-03-01T11:00:00.000Z"), to: at("2026-03-01T10:00:00.000Z") }, /after its end/],
])("the range %j is refused", (range, message) => {
  expect(() => checkRange(range, NOW)).toThrow(RequestError);
  expect(() => checkRange(range, NOW)).toThrow(message);
});

test.each([{}, { from: NOW, to: NOW }, { from: moment.parse("1970-01-01T00:00:00Z") }, { to: NOW }])(
  "the range %j is read",
  (range) => {
    expect(checkRange(range, NOW)).toBeUndefined();
  },
);
