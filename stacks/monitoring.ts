import { alarms } from "./alarms.ts";
import { dashboard } from "./dashboard.ts";
import type { Monitored } from "./monitored.ts";
import { saveQueries } from "./saved-queries.ts";
import type { Settings } from "./settings.ts";
import { stageName } from "./stage-name.ts";

/** Creates the operator's tools: alarms that say what to do, a dashboard, and queries for the logs. */
export function monitoring(monitored: Monitored, settings: Settings) {
  const topic = new aws.sns.Topic("Alarms", {
    name: stageName("alarms"),
  });
  if (settings.alarmEmail)
    new aws.sns.TopicSubscription("AlarmEmail", {
      topic: topic.arn,
      protocol: "email",
      endpoint: settings.alarmEmail,
    });
  for (const { name, alarm } of alarms(monitored, settings))
    new aws.cloudwatch.MetricAlarm(name, { ...alarm, alarmActions: [topic.arn], okActions: [topic.arn] });
  new aws.cloudwatch.Dashboard("Dashboard", {
    dashboardName: stageName("operations"),
    dashboardBody: dashboard(monitored, settings),
  });
  saveQueries(monitored);
  return { alarms: topic };
}
