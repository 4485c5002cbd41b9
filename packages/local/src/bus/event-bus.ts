import { join } from "node:path";
import type { Target } from "../delivery/target.ts";
import type { OnProblem } from "../on-problem.ts";
import type { BusEvent } from "./bus-event.ts";
import { listenForEventBridge } from "./event-bus-server.ts";
import type { PutEventsResult, ReadEntry } from "./put-events.ts";
import { openRule, type Rule, type RuleOptions } from "./rule.ts";
import { openSubscriberRules } from "./subscriber-rules.ts";

export interface EventBusOptions {
  /** Buses besides `default`, which always exists. */
  readonly busNames?: readonly string[];
  /** The number of latest events that {@link EventBus.events} remembers. */
  readonly remembered?: number;
  /** The folder for events that a target has not taken yet. The next start delivers them. */
  readonly folder?: string | undefined;
  /** Returns the target with an ARN, for the rules of subscribers. Without this function, subscribers cannot make rules. */
  readonly targetOf?: (arn: string) => Target | undefined;
  readonly onProblem: OnProblem;
}

/** The laptop's EventBridge. */
export interface EventBus {
  /** The URL for PutEvents, PutRule and the other operations on rules. */
  readonly endpoint: string;
  /** Puts an event on a bus without PutEvents, as AWS's own services do. When this returns, each rule that matches has the event. */
  publish(event: BusEvent, busName?: string): void;
  /** Adds a rule. It gets all later events, and the events that an earlier process left in its folder. */
  addRule(rule: RuleOptions): void;
  /** The latest events of all buses, oldest first. */
  events(): readonly BusEvent[];
  /** Resolves when the target of every rule has taken each matching event, or the rule has given the event up. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Starts an event bus on a free port of 127.0.0.1. Like EventBridge, it accepts PutEvents and the rules of subscribers, and delivers
 * each event at least once. It answers a sender only after each matching rule has stored the event. An event for a bus that does not
 * exist gets an id and is lost, as on AWS. Here it is also reported as a problem.
 *
 * @see https://github.com/aws/aws-sdk/issues/186 on buses that do not exist
 */
export async function startEventBus({
  busNames = [],
  remembered = 1_000,
  folder,
  targetOf = () => undefined,
  onProblem,
}: EventBusOptions): Promise<EventBus> {
  const names = new Set(["default", ...busNames]);
  const rules: Rule[] = [];
  const events: BusEvent[] = [];
  const subscribers = openSubscriberRules({ busNames: names, targetOf, folder, onProblem });

  function publish(event: BusEvent, busName = "default"): void {
    if (!names.has(busName)) {
      const lost = `the event ${event["detail-type"]} is lost, as on AWS`;
      onProblem(new Error(`there is no event bus ${busName}: ${lost}`));
      return;
    }
    events.push(event);
    if (events.length > remembered) events.shift();
    for (const rule of rules) if (rule.busName === busName && rule.matches(event)) rule.accept(event);
    subscribers.accept(event, busName);
  }

  function put(entry: ReadEntry): PutEventsResult {
    if (entry.kind === "refused") return { ErrorCode: entry.code, ErrorMessage: entry.message };
    try {
      publish(entry.event, entry.busName);
      return { EventId: entry.event.id };
    } catch (error) {
      return { ErrorCode: "InternalFailure", ErrorMessage: String(error) };
    }
  }

  const server = await listenForEventBridge(put, subscribers.operate);
  return {
    endpoint: server.endpoint,
    publish,
    addRule: (rule) =>
      void rules.push(openRule(rule, { folder: folder && join(folder, rule.name), onProblem })),
    events: () => [...events],
    idle: async () => void (await Promise.all([...rules, subscribers].map((each) => each.idle()))),
    async stop() {
      await server.stop();
      await Promise.all([...rules, subscribers].map((each) => each.stop()));
    },
  };
}
