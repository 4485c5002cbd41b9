import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { inputsOf, ofType } from "./testing/evaluated.ts";
import { ROOT } from "./testing/sst-platform.ts";
import { STAGES, type Stage } from "./testing/targets.ts";

const alarmsOf = (stage: Stage) => ofType(stage, "aws:cloudwatch/metricAlarm:MetricAlarm");

describe.each(STAGES)("in stage %s", (stage) => {
  test("an alarm sends a message when it goes off and when it is over", () => {
    const topic = expect.stringMatching(new RegExp(`:sns:.*:paperledger-${stage}-alarms$`));
    for (const { inputs } of alarmsOf(stage))
      expect(inputs).toMatchObject({ alarmActions: [topic], okActions: [topic] });
  });

  test("missing data sets off only the alarms of feeds", () => {
    for (const { name, inputs } of alarmsOf(stage))
      expect(inputs.treatMissingData, name).toBe(
        name.startsWith("feed-missing-") ? "breaching" : "notBreaching",
      );
  });

  test("our own metrics are read from the namespace to which this stage's functions write them", () => {
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

  test("each function writes to its own log, which is deleted in time", () => {
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

test("an e-mail address in the settings gets alarms", () => {
  expect(inputsOf("production", "aws:sns/topicSubscription:TopicSubscription", "AlarmEmail")).toMatchObject({
    protocol: "email",
    endpoint: "operator@example.org",
  });
  expect(ofType("dev", "aws:sns/topicSubscription:TopicSubscription")).toEqual([]);
});

test("each alarm says what to do, and the runbook has more details under its name", () => {
  const runbook = readFileSync(join(ROOT, "docs", "operations.md"), "utf8");
  const headingsOfRunbook = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
  for (const { name, inputs } of alarmsOf("production")) {
    const heading = name.startsWith("feed-missing-") ? "feed-missing" : name;
    expect(inputs.alarmDescription, `${name}: a meaning of 80 characters or more, then the runbook`).toMatch(
      new RegExp(`^.{80,} Runbook: docs/operations\\.md#${heading}$`),
    );
    expect(headingsOfRunbook, "the headings of docs/operations.md").toContain(heading);
  }
});
