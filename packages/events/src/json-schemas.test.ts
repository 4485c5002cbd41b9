import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { breakingChanges } from "./breaking-changes.ts";
import { jsonSchemas } from "./json-schemas.ts";
import { sampleEvents } from "./samples.fixture.ts";

const schemas = jsonSchemas();
const validatorOf = (name: string) => {
  const ajv = new Ajv2020({ strict: true, allowUnionTypes: true });
  addFormats.default(ajv);
  return ajv.compile(schemas.get(name) ?? false);
};

/** Returns a copy of a value with an unknown field in each object. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (typeof value !== "object" || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([name, each]) => [name, withMore(each)])),
    new_field: 1,
  };
}
const MAPS = new Set(["previous", "by_source", "rejected_by_reason"]);
const withMoreButInMaps = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(withMore(value)), (name, each: unknown) => {
    if (!MAPS.has(name) || typeof each !== "object" || each === null) return each;
    const { new_field: _, ...map } = z.looseObject({}).parse(each);
    return map;
  });

test.each([...sampleEvents])(
  "the sample of %s fits its schema, in the envelope and with new fields at every level",
  (name, event) => {
    const validate = validatorOf(`paper-batch.${name}`);
    validate(event);
    expect(validate.errors).toBe(null);
    validate(withMoreButInMaps(event));
    expect(validate.errors).toBe(null);
    expect(validate({ ...z.looseObject({}).parse(event), detail: {} })).toBe(false);
  },
);

const FOLDER = new URL("../schemas/0.1.0/", import.meta.url);

test("no change since 0.1.0 breaks a subscriber", () => {
  const committed = readdirSync(FOLDER).map((file) => file.replace(/\.json$/, ""));
  expect(committed.toSorted()).toEqual([...schemas.keys()].toSorted());
  for (const name of committed) {
    const older: unknown = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), "utf8"));
    expect(breakingChanges(older, schemas.get(name))).toEqual([]);
  }
});

describe("a change that breaks a subscriber is found", () => {
  const older = {
    type: "object",
    properties: {
      kind: { type: "string", enum: ["a", "b"] },
      count: { type: "integer" },
      name: { anyOf: [{ type: "string" }, { type: "null" }] },
      list: {
        type: "array",
        items: { type: "object", properties: { id: { type: "string" } }, required: ["id"] },
      },
      map: { type: "object", additionalProperties: { type: "integer" } },
      note: { type: "string" },
    },
    required: ["kind", "count", "name", "list", "map"],
  };
  const { kind: _, ...withoutKind } = older.properties;
  test.each<[string, object, readonly string[]]>([
    ["a field is gone", { ...older, properties: withoutKind }, [".kind is gone"]],
    [
      "a field may be absent",
      { ...older, required: ["kind", "name", "list", "map"] },
      [".count may be absent now"],
    ],
    [
      "a type is wider",
      { ...older, properties: { ...older.properties, count: { type: "number" } } },
      [".count was integer, and may be number now"],
    ],
    [
      "a value is new",
      { ...older, properties: { ...older.properties, kind: { type: "string", enum: ["a", "b", "c"] } } },
      ['.kind may be "c" now'],
    ],
    [
      "an alternative is new",
      {
        ...older,
        properties: {
          ...older.properties,
          name: { anyOf: [{ type: "string" }, { type: "null" }, { type: "number" }] },
        },
      },
      [".name has new alternatives"],
    ],
    [
      "a list's elements changed",
      { ...older, properties: { ...older.properties, list: { type: "array", items: { type: "object" } } } },
      [".list[].id is gone"],
    ],
    [
      "a map's values changed",
      {
        ...older,
        properties: {
          ...older.properties,
          map: { type: "object", additionalProperties: { type: "string" } },
        },
      },
      [".map.* was integer, and may be string now"],
    ],
  ])("%s", (_what, newer, changes) => {
    expect(breakingChanges(older, newer)).toEqual(changes);
  });

  test("and new fields, or fewer values, break nothing", () => {
    const newer = {
      ...older,
      properties: { ...older.properties, more: { type: "string" }, kind: { const: "a", type: "string" } },
      required: [...older.required, "more", "note"],
    };
    expect(breakingChanges(older, newer)).toEqual([]);
  });
});
