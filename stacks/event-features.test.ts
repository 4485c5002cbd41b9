import { describe, expect, test } from "vitest";
import { eventFeaturesOf } from "./event-features.ts";
import { settingsOf } from "./settings.ts";
import { evaluated, ofType } from "./testing/evaluated.ts";

const ARCHIVE = "aws:cloudwatch/eventArchive:EventArchive";

describe("in a region without archives and schema registries", () => {
  test("the bus is deployed without them, and the outputs say so", () => {
    expect(ofType("prod", "aws:cloudwatch/eventBus:EventBus")).toHaveLength(1);
    for (const type of [ARCHIVE, "aws:schemas/registry:Registry", "aws:schemas/schema:Schema"])
      expect(ofType("prod", type)).toEqual([]);
    expect(evaluated("prod").outputs).toMatchObject({
      WARNING_archive: expect.stringMatching(/ap-east-2.*set PAPERLEDGER_EVENT_ARCHIVE=yes/),
      WARNING_schemas: expect.stringMatching(/ap-east-2.*set PAPERLEDGER_EVENT_SCHEMAS=yes/),
    });
  });

  test("a setting can deploy them all the same", () => {
    const settings = settingsOf({ PAPERLEDGER_EVENT_ARCHIVE: "yes" });
    expect(eventFeaturesOf(settings, "ap-east-2")).toEqual({ archive: true, schemas: false });
  });
});

test("in a region that has both, both are deployed unless a setting forbids it, and there is no warning", () => {
  expect(eventFeaturesOf(settingsOf({}), "eu-central-1")).toEqual({ archive: true, schemas: true });
  const settings = settingsOf({ PAPERLEDGER_EVENT_SCHEMAS: "no" });
  expect(eventFeaturesOf(settings, "eu-central-1")).toEqual({ archive: true, schemas: false });
  const warnings = Object.keys(evaluated("production").outputs).filter((name) => name.startsWith("WARNING"));
  expect(warnings).toEqual([]);
});

test("a region in China has both, and an unknown region has neither", () => {
  expect(eventFeaturesOf(settingsOf({}), "cn-north-1")).toEqual({ archive: true, schemas: true });
  expect(eventFeaturesOf(settingsOf({}), "mars-north-1")).toEqual({ archive: false, schemas: false });
});
