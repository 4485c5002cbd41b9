import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { evaluated } from "./testing/evaluated.ts";
import { ROOT } from "./testing/sst-platform.ts";

const DECISION = "docs/decisions/0051-resources-that-hold-data.md";

/** The types of resources that hold data. Each has the properties whose change makes AWS replace the resource. */
const REPLACED_BY: Readonly<Record<string, readonly string[]>> = {
  "aws:dynamodb/table:Table": ["name", "hashKey", "rangeKey", "localSecondaryIndexes"],
  "aws:s3/bucket:Bucket": ["bucket", "objectLockEnabled"],
  "aws:sqs/queue:Queue": ["name", "fifoQueue"],
  "aws:cloudwatch/eventBus:EventBus": ["name"],
  "aws:cloudwatch/eventArchive:EventArchive": ["name"],
  "aws:cloudwatch/logGroup:LogGroup": ["name"],
};

/** Returns a name without SST's random suffix. */
const withoutSuffix = (value: unknown) =>
  typeof value === "string" ? value.replace(/(?<=(Table|bucket|Queue|Bus)-)[a-z]{8}$/, "*") : value;

/** Returns the resources with data in the program, by name. */
const found = () =>
  [...evaluated("production").resources]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .flatMap(({ type, name, inputs }) => {
      const properties = REPLACED_BY[type];
      if (!properties) return [];
      const set = properties.flatMap((property) => {
        const value = withoutSuffix(inputs[property]);
        const isSet = value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
        return isSet ? [[property, value] as const] : [];
      });
      return [{ type, name, replacedBy: Object.fromEntries(set) }];
    });

test("resources with data, and the properties that would replace them, are as in the decision: change both, and give the reason there", () => {
  const page = readFileSync(join(ROOT, DECISION), "utf8");
  const [, list = ""] = /```json\n([\s\S]*?)\n```/.exec(page) ?? [];
  expect(found(), `compare with ${DECISION}`).toEqual(JSON.parse(list));
});

test("every resource that production keeps on removal is on the list", () => {
  const kept = evaluated("production").resources.filter(({ retained }) => retained);
  expect(kept.length).toBeGreaterThan(0);
  expect(kept.filter(({ type }) => !(type in REPLACED_BY))).toEqual([]);
});
