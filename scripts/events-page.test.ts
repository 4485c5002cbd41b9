import { readFileSync } from "node:fs";
import {
  batchDoneOnBusSchema,
  busEventSchema,
  completedOnBusSchema,
  failedOnBusSchema,
  startedOnBusSchema,
} from "@paperledger/events/bus-event";
import { SCHEMA_VERSION } from "@paperledger/events/run-event";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { eventsPage, exampleEvents } from "./events-page.ts";

const SCHEMAS = [startedOnBusSchema, batchDoneOnBusSchema, completedOnBusSchema, failedOnBusSchema];

const objectSchema = z.looseObject({ properties: z.record(z.string(), z.unknown()) });
const mapSchema = z.looseObject({ additionalProperties: objectSchema });
const choiceSchema = z.looseObject({ anyOf: z.array(z.unknown()) });

/** Returns the names of all fields in a JSON Schema, at every level. */
function fieldsOf(schema: unknown): readonly string[] {
  const object = objectSchema.safeParse(schema).data;
  if (object) return Object.entries(object.properties).flatMap(([name, field]) => [name, ...fieldsOf(field)]);
  const map = mapSchema.safeParse(schema).data;
  if (map) return fieldsOf(map.additionalProperties);
  return choiceSchema.safeParse(schema).data?.anyOf.flatMap(fieldsOf) ?? [];
}

const dataFieldsOf = (schema: (typeof SCHEMAS)[number]) =>
  fieldsOf(z.toJSONSchema(schema.shape.detail.shape.data, { io: "input" }));

/** Returns the names of all fields in a JSON value, at every level. */
function namesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namesIn);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...namesIn(inner)]);
}

test("the page has one example of each kind of event, and each example is a valid event of this version", () => {
  const events = exampleEvents().map((example) => busEventSchema.parse(example));
  expect(events.map((event) => event["detail-type"])).toEqual(
    SCHEMAS.map(({ shape }) => shape["detail-type"].value),
  );
  for (const { detail } of events) {
    expect(detail.metadata.schema_version).toBe(SCHEMA_VERSION);
    expect(detail.metadata.event_id).toBe(`${detail.metadata.trace_id}:${detail.metadata.seq}`);
  }
});

describe.each(SCHEMAS.map((schema) => [schema.shape["detail-type"].value, schema] as const))(
  "the page's part on %s",
  (detailType, schema) => {
    const [part = ""] = eventsPage().split(`## ${detailType}\n`).slice(1);
    const [table = ""] = part.split("```json");

    test("explains each field of data in its table, and no other field", () => {
      const rows = [...table.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, names = ""]) =>
        [...names.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []),
      );
      expect(rows.toSorted()).toEqual(Object.keys(schema.shape.detail.shape.data.unwrap().shape).toSorted());
    });

    test("shows each field in its example", () => {
      const example = exampleEvents().find((each) => each["detail-type"] === detailType);
      const shown = new Set(namesIn(example?.detail));
      expect(dataFieldsOf(schema).filter((field) => !shown.has(field))).toEqual([]);
    });
  },
);

test("each example is the sample of the package that subscribers install", () => {
  for (const example of exampleEvents()) {
    const name = example["detail-type"].replace("paper-batch.", "");
    const sample: unknown = JSON.parse(readFileSync(`packages/events/samples/${name}.json`, "utf8"));
    expect(sample).toEqual(example);
  }
});

test("the page explains each field of the metadata", () => {
  const [, part = ""] = eventsPage().split("## metadata\n");
  const [table = ""] = part.split("\n## ");
  for (const field of Object.keys(startedOnBusSchema.shape.detail.shape.metadata.shape))
    expect(table).toContain(`| \`${field}\` |`);
});
