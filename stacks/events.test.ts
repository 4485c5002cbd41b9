import Ajv from "ajv-draft-04";
import addFormats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { exampleEvents } from "../scripts/events-page.ts";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { statementsOf } from "./testing/permissions.ts";
import { STAGES, SUBSCRIBERS } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  test("published events are archived, so that they can be replayed", () => {
    const { inputs } = ofType(stage, "aws:cloudwatch/eventArchive:EventArchive")[0] ?? {};
    expect(inputs).toMatchObject({
      name: `paperledger-${stage}-events`,
      eventSourceArn: expect.stringMatching(/:event-bus\/paperledger-[a-z]+-EventsBus-\w+$/),
      retentionDays: stage === "production" ? 90 : 7,
    });
    expect(JSON.parse(String(inputs?.eventPattern))).toEqual({ source: ["paperledger"] });
  });

  test("every event has its schema in the registry", () => {
    const schemas = ofType(stage, "aws:schemas/schema:Schema").map(({ inputs }) => inputs);
    expect(schemas.map(({ name }) => name)).toEqual([
      "paperledger@paper-batch.started",
      "paperledger@paper-batch.batch-done",
      "paperledger@paper-batch.completed",
      "paperledger@paper-batch.failed",
    ]);
    for (const { type, registryName, content } of schemas) {
      expect({ type, registryName }).toEqual({
        type: "JSONSchemaDraft4",
        registryName: `paperledger-${stage}-events`,
      });
      expect(JSON.parse(String(content))).toMatchObject({
        $schema: "http://json-schema.org/draft-04/schema#",
      });
    }
  });
});

describe("the published schema of", () => {
  const schemas = ofType("test", "aws:schemas/schema:Schema").map(({ inputs }) => String(inputs.content));
  const accepts = schemas.map((content) => {
    const ajv = new Ajv.default({ strict: true, allowUnionTypes: true });
    addFormats.default(ajv);
    return ajv.compile(JSON.parse(content));
  });

  describe.each(exampleEvents().map((event, index) => [event["detail-type"], event, index] as const))(
    "%s",
    (_type, event, index) => {
      const isAccepted = (changed: unknown) => accepts.map((accept) => accept(changed))[index];

      test("accepts the documented event in EventBridge's envelope, and the other schemas do not", () => {
        expect(accepts.map((accept) => accept(event))).toEqual(accepts.map((_, other) => other === index));
      });

      test("accepts a field that it does not know, at every level", () => {
        const paths = objectsIn(event);
        expect(paths.length).toBeGreaterThanOrEqual(4);
        for (const path of paths)
          for (const value of ["text", 1, null, { of: ["a", "later", "version"] }])
            expect(
              isAccepted(changedAt(event, path, (object) => ({ ...object, added: value }))),
              path.join("."),
            ).toBe(true);
      });

      test("refuses an event without one of its required fields", () => {
        for (const field of ["source", "detail-type", "detail"])
          expect(isAccepted(changedAt(event, [], ({ [field]: _, ...rest }) => rest))).toBe(false);
        for (const field of ["metadata", "data"])
          expect(isAccepted(changedAt(event, ["detail"], ({ [field]: _, ...rest }) => rest))).toBe(false);
      });
    },
  );
});

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The fields that are maps. A new key in them is one more entry, and not an unknown field. */
const MAPS = new Set(["previous", "by_source", "rejected_by_reason"]);

/** Returns the paths of the objects in a value, including the value itself, but without maps. */
const objectsIn = (value: unknown, path: readonly string[] = []): readonly (readonly string[])[] =>
  isObject(value)
    ? [
        ...(MAPS.has(path.at(-1) ?? "") ? [] : [path]),
        ...Object.entries(value).flatMap(([name, inner]) => objectsIn(inner, [...path, name])),
      ]
    : [];

function changedAt(
  value: unknown,
  [name, ...rest]: readonly string[],
  change: (object: Json) => Json,
): unknown {
  if (!isObject(value)) return value;
  return name === undefined ? change(value) : { ...value, [name]: changedAt(value[name], rest, change) };
}

test("the accounts in the setting can make their own rules on the bus, and cannot touch other rules", () => {
  const { policy } = inputsOf(
    "production",
    "aws:cloudwatch/eventBusPolicy:EventBusPolicy",
    "EventsSubscribers",
  );
  const statements = statementsOf(policy);
  expect(statements).toMatchObject([
    {
      Effect: "Allow",
      Principal: { AWS: SUBSCRIBERS.map((account) => `arn:aws:iam::${account}:root`) },
      Resource: [
        expect.stringMatching(
          /^arn:aws:events:us-west-2:111122223333:rule\/paperledger-production-EventsBus-\w+\/\*$/,
        ),
      ],
      Condition: { StringEqualsIfExists: { "events:creatorAccount": `\${aws:PrincipalAccount}` } },
    },
  ]);
  expect(statements[0]?.Action).not.toContain("events:PutEvents");
  expect(statements[0]?.Action.filter((action) => action.includes("*"))).toEqual([]);
});

test.each(["dev", "test"] as const)("without the setting, no other account has access (%s)", (stage) => {
  expect(ofType(stage, "aws:cloudwatch/eventBusPolicy:EventBusPolicy")).toEqual([]);
});
