import { describe, expect, test } from "vitest";
import { z } from "zod";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { statementsOf } from "./testing/permissions.ts";
import { STAGES, SUBSCRIBERS } from "./testing/targets.ts";

describe.each(STAGES)("in stage %s", (stage) => {
  test("what is published is kept, to be replayed", () => {
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
      const schema = z
        .object({ $schema: z.string(), required: z.array(z.string()) })
        .parse(JSON.parse(String(content)));
      expect(schema).toEqual({
        $schema: "http://json-schema.org/draft-04/schema#",
        required: ["source", "detail-type", "detail"],
      });
    }
  });
});

test("accounts that are named make their own rules on the bus, and touch no others", () => {
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

test.each(["dev", "test"] as const)("no other account is let in where none is named (%s)", (stage) => {
  expect(ofType(stage, "aws:cloudwatch/eventBusPolicy:EventBusPolicy")).toEqual([]);
});
