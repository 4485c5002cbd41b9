import { expect, test } from "vitest";
import { refusalOfForeign } from "./foreign-request.ts";

const OWN = "127.0.0.1:4566";

test.each([
  ["a program", { host: OWN }],
  ["a program that says localhost", { host: "localhost:4566" }],
  ["the server's own page", { host: OWN, origin: "http://127.0.0.1:4566", "sec-fetch-site": "same-origin" }],
  ["an address that a person types", { host: OWN, "sec-fetch-site": "none" }],
])("%s may pass", (_who, headers) => {
  expect(refusalOfForeign(headers, OWN)).toBeUndefined();
});

test.each([
  ["a page of another origin", { host: OWN, origin: "https://evil.example" }, "https://evil.example"],
  ["a page of another port", { host: OWN, origin: "http://127.0.0.1:8080" }, "http://127.0.0.1:8080"],
  ["a page without an origin of its own", { host: OWN, origin: "null" }, '"null"'],
  ["an image or a link in another page", { host: OWN, "sec-fetch-site": "cross-site" }, "another site"],
  ["a page of another port, by a link", { host: OWN, "sec-fetch-site": "same-site" }, "another site"],
  ["a name that is made to point here", { host: "evil.example:4566" }, "evil.example"],
  ["a bucket of such a name", { host: "paperledger-raw.evil.example" }, "paperledger-raw.evil.example"],
  ["a name with another port", { host: "localhost:80" }, "localhost:80"],
  ["another port's own page", { host: OWN, origin: "http://localhost:4566" }, "http://localhost:4566"],
  ["no host", {}, "nothing"],
])("%s is refused, and told why", (_who, headers, told) => {
  expect(refusalOfForeign(headers, OWN)).toContain(told);
});
