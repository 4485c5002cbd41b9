import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { evaluated, inputsOf, ofType } from "./testing/evaluated.ts";
import { ROOT } from "./testing/sst-platform.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

const alarmsOf = (stage: Stage) => ofType(stage, "aws:cloudwatch/metricAlarm:MetricAlarm");

const metricSchema = z.tuple([z.string(), z.string()]).rest(z.unknown());
const widgetSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), properties: z.object({ markdown: z.string() }) }),
  z.object({
    type: z.literal("metric"),
    x: z.int(),
    y: z.int(),
    width: z.int(),
    properties: z.object({ title: z.string(), region: z.string(), metrics: z.array(metricSchema) }),
  }),
]);

function widgetsOf(stage: Stage) {
  const { dashboardBody } = inputsOf(stage, "aws:cloudwatch/dashboard:Dashboard", "Dashboard");
  return z.object({ widgets: z.array(widgetSchema) }).parse(JSON.parse(String(dashboardBody))).widgets;
}

describe.each(STAGES)("in stage %s", (stage) => {
  test("there is an alarm for each thing that can go wrong", () => {
    expect(
      alarmsOf(stage)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([
      "functions-throttled",
      "papers-rejected",
      "processor-dead-letters",
      "processor-interrupted",
      "processor-slow",
      "projection-behind",
      "projection-failing",
      "records-discarded",
      "runs-failed",
      "runs-unfinished",
      "tables-throttled",
      "vectorizer-dead-letters",
    ]);
  });

  test("an alarm tells somebody, again when it is over, and never because there is no data", () => {
    const topic = expect.stringMatching(new RegExp(`:sns:.*:paperledger-${stage}-alarms$`));
    for (const { inputs } of alarmsOf(stage))
      expect(inputs).toMatchObject({
        alarmActions: [topic],
        okActions: [topic],
        treatMissingData: "notBreaching",
      });
  });

  test("the processor's duration is watched against its own limit, later than where it hands over", () => {
    const timeoutSeconds = Number(
      inputsOf(stage, "aws:lambda/function:Function", "ProcessorFunction").timeout,
    );
    expect(inputsOf(stage, "aws:cloudwatch/metricAlarm:MetricAlarm", "processor-slow").threshold).toBe(
      timeoutSeconds * 1000 - 15_000,
    );
  });

  test("runs that began and did not end are added up over a day, and tell after six hours", () => {
    expect(inputsOf(stage, "aws:cloudwatch/metricAlarm:MetricAlarm", "runs-unfinished")).toMatchObject({
      evaluationPeriods: 24,
      datapointsToAlarm: 6,
      metricQueries: [
        { expression: "RUNNING_SUM(FILL(started, 0) - FILL(completed, 0) - FILL(failed, 0))" },
        { id: "started", metric: { metricName: "RunsStarted", stat: "Sum", period: 3_600 } },
        { id: "completed", metric: { metricName: "RunsCompleted" } },
        { id: "failed", metric: { metricName: "RunsFailed" } },
      ],
    });
  });

  test("our own metrics are looked for where this stage's functions put them", () => {
    const { environment } = inputsOf(stage, "aws:lambda/function:Function", "ProcessorFunction");
    expect(environment).toMatchObject({
      variables: { POWERTOOLS_METRICS_NAMESPACE: `paperledger/${stage}` },
    });
    const namespaces = [
      ...alarmsOf(stage).flatMap(({ inputs }) => [
        ...JSON.stringify(inputs).matchAll(/"namespace":"([^"]+)"/g),
      ]),
    ].map(([, namespace]) => namespace);
    const ours = namespaces.filter((namespace) => !namespace?.startsWith("AWS/"));
    expect(new Set(ours)).toEqual(new Set([`paperledger/${stage}`]));
  });

  test("the dashboard answers an operator's questions in order", () => {
    const questions = widgetsOf(stage).flatMap((widget) =>
      widget.type === "text" ? [widget.properties.markdown] : [],
    );
    expect(questions).toEqual([
      "## Are runs succeeding?",
      "## How far behind is the projection?",
      "## What was rejected, throttled, dead-lettered?",
      "## How long do batches take?",
      "## What does it cost?",
    ]);
  });

  test("it shows a batch's p50, p95 and p99, and every graph is of this region and within the grid", () => {
    const graphs = widgetsOf(stage).filter((widget) => widget.type === "metric");
    const batch = graphs.find(({ properties }) => properties.title === "Batch (ms)");
    expect(batch?.properties.metrics.map((metric) => metric.at(-1))).toEqual(
      ["p50", "p95", "p99"].map((stat) => ({ label: stat, stat })),
    );
    for (const { x, width, properties } of graphs) {
      expect(properties.region).toBe(evaluated(stage).target.region);
      expect(x + width).toBeLessThanOrEqual(24);
      expect(properties.metrics.length).toBeGreaterThan(0);
    }
  });

  test("queries are saved over the logs of all three functions", () => {
    const queries = ofType(stage, "aws:cloudwatch/queryDefinition:QueryDefinition");
    expect(queries.length).toBeGreaterThanOrEqual(6);
    for (const { inputs } of queries)
      expect(inputs.logGroupNames).toEqual(
        ["processor", "projector", "vectorizer"].map((part) => `/aws/lambda/paperledger-${stage}-${part}`),
      );
  });

  test("each function writes to a log of its own, which is not kept for ever", () => {
    const groups = ofType(stage, "aws:cloudwatch/logGroup:LogGroup");
    expect(groups.map(({ inputs }) => [inputs.name, inputs.retentionInDays])).toEqual(
      ["processor", "projector", "vectorizer"].map((part) => [
        `/aws/lambda/paperledger-${stage}-${part}`,
        stage === "production" ? 90 : 7,
      ]),
    );
    for (const { inputs } of ofType(stage, "aws:lambda/function:Function"))
      expect(inputs.loggingConfig).toMatchObject({ logGroup: `/aws/lambda/${inputs.name}` });
  });
});

test("an e-mail address, where one is given, is told of alarms", () => {
  expect(inputsOf("production", "aws:sns/topicSubscription:TopicSubscription", "AlarmEmail")).toMatchObject({
    protocol: "email",
    endpoint: "operator@example.org",
  });
  expect(ofType("dev", "aws:sns/topicSubscription:TopicSubscription")).toEqual([]);
});

test("each alarm says what to do, and the runbook says more under its name", () => {
  const runbook = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");
  for (const { name, inputs } of alarmsOf("dev")) {
    expect(inputs.alarmDescription).toMatch(new RegExp(`^.{80,} Runbook: docs/operations\\.md#${name}$`));
    expect(runbook).toMatch(new RegExp(`^### ${name}$`, "m"));
  }
});
