import { createHash } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ACCOUNT_ID, REGION } from "@paperledger/embedded/account";
import { eventPattern } from "@paperledger/event-patterns/event-pattern";
import { schemaProblems } from "@paperledger/events/schema-problem";
import * as z from "zod";
import type { Target } from "../delivery/target.ts";
import { readJsonFile, writeJsonFile } from "../files/json-file.ts";
import type { OnProblem } from "../on-problem.ts";
import type { BusEvent } from "./bus-event.ts";
import { openRule, type Rule } from "./rule.ts";

type RuleErrorCode = "ResourceNotFoundException" | "ValidationException" | "InvalidEventPatternException";

/** Thrown if an operation is refused. `name` is EventBridge's error code. */
export class RuleOperationError extends Error {
  override readonly name: RuleErrorCode;

  constructor(name: RuleErrorCode, message: string) {
    super(message);
    this.name = name;
  }
}

const nameSchema = z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/);
const busSchema = z.string().default("default");

const putRuleSchema = z.object({
  Name: nameSchema,
  EventBusName: busSchema,
  EventPattern: z.string({ error: "this event bus has only rules with an EventPattern" }),
  State: z.enum(["ENABLED", "DISABLED"]).default("ENABLED"),
  Description: z.string().optional(),
});
const targetSchema = z.object({
  Id: nameSchema,
  Arn: z.string(),
  DeadLetterConfig: z.object({ Arn: z.string().optional() }).optional(),
  RetryPolicy: z
    .object({
      MaximumRetryAttempts: z.int().min(0).max(185).optional(),
      MaximumEventAgeInSeconds: z.int().min(60).max(86_400).optional(),
    })
    .optional(),
});
type RuleTarget = z.infer<typeof targetSchema>;

const ruleOfSchema = z.object({ Rule: nameSchema, EventBusName: busSchema });
const putTargetsSchema = ruleOfSchema.extend({
  Targets: z.array(z.looseObject(targetSchema.shape)).min(1).max(100),
});
const removeTargetsSchema = ruleOfSchema.extend({ Ids: z.array(z.string()).min(1) });
const namedRuleSchema = z.object({ Name: nameSchema, EventBusName: busSchema });
const describeBusSchema = z.object({
  Name: busSchema.transform((nameOrArn) => nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1)),
});
const listRulesSchema = z.object({ EventBusName: busSchema, NamePrefix: z.string().default("") });

const keptSchema = z.array(z.object({ ...putRuleSchema.shape, targets: z.array(targetSchema) }));

interface SubscriberRule extends z.infer<typeof putRuleSchema> {
  readonly matches: (event: unknown) => boolean;
  readonly targets: Map<string, { readonly target: RuleTarget; readonly rule: Rule }>;
}

/** The rules that subscribers make with the SDK or the AWS CLI, as on AWS. */
export interface SubscriberRules {
  /** Gives the event to each target of each rule that matches. */
  accept(event: BusEvent, busName: string): void;
  /**
   * Does an EventBridge operation on rules, such as PutRule.
   *
   * @returns the answer, or undefined if the operation is not about rules
   * @throws RuleOperationError if the operation is refused
   */
  operate(operation: string, input: unknown): object | undefined;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export interface SubscriberRulesOptions {
  readonly busNames: ReadonlySet<string>;
  /** Returns the target with an ARN, or undefined if events cannot be sent to it. */
  readonly targetOf: (arn: string) => Target | undefined;
  /** The folder for the rules, and for the events that a target has not taken yet. */
  readonly folder?: string | undefined;
  readonly onProblem: OnProblem;
}

/**
 * Opens the rules of subscribers: the rules in the folder, and the rules that are made later. Targets are SQS queues. They get the
 * whole event.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html
 */
export function openSubscriberRules({
  busNames,
  targetOf,
  folder,
  onProblem,
}: SubscriberRulesOptions): SubscriberRules {
  const rules = new Map<string, SubscriberRule>();
  const file = folder === undefined ? undefined : join(folder, "subscribers.json");

  const ruleOf = (bus: string, name: string): SubscriberRule => {
    const rule = rules.get(keyOf(bus, name));
    if (!rule)
      throw new RuleOperationError(
        "ResourceNotFoundException",
        `Rule ${name} does not exist on EventBus ${bus}.`,
      );
    return rule;
  };
  const keep = () => {
    if (file === undefined || folder === undefined) return;
    mkdirSync(folder, { recursive: true });
    const kept = [...rules.values()].map(({ matches: _, targets, ...rule }) => ({
      ...rule,
      targets: [...targets.values()].map(({ target }) => target),
    }));
    writeJsonFile(file, kept);
  };

  function mustBeBus(name: string): void {
    if (!busNames.has(name))
      throw new RuleOperationError("ResourceNotFoundException", `Event bus ${name} does not exist.`);
  }

  function putRule(input: z.infer<typeof putRuleSchema>): void {
    mustBeBus(input.EventBusName);
    const key = keyOf(input.EventBusName, input.Name);
    rules.set(key, {
      ...input,
      matches: patternOf(input.EventPattern),
      targets: rules.get(key)?.targets ?? new Map(),
    });
  }

  /** Adds a target to a rule. Returns the reason if events cannot be sent to the target, or undefined if they can. */
  function putTarget({ Name, EventBusName, EventPattern, targets }: SubscriberRule, target: RuleTarget) {
    const queue = targetOf(target.Arn);
    if (!queue) return `${target.Arn} is not a queue on this machine: events go only to SQS queues`;
    const deadLetterArn = target.DeadLetterConfig?.Arn;
    const deadLetter = deadLetterArn === undefined ? undefined : targetOf(deadLetterArn);
    if (deadLetterArn !== undefined && !deadLetter) return `${deadLetterArn} is not a queue on this machine`;
    const { MaximumRetryAttempts, MaximumEventAgeInSeconds } = target.RetryPolicy ?? {};
    const before = targets.get(target.Id);
    // The target has not changed, so the events that wait for it stay.
    if (before && JSON.stringify(before.target) === JSON.stringify(target)) return undefined;
    const rule = openRule(
      {
        name: Name,
        busName: EventBusName,
        pattern: JSON.parse(EventPattern),
        target: queue,
        ...(deadLetter && { deadLetter }),
        ...(MaximumRetryAttempts !== undefined && { maximumRetryAttempts: MaximumRetryAttempts }),
        ...(MaximumEventAgeInSeconds !== undefined && {
          maximumEventAgeMs: MaximumEventAgeInSeconds * 1_000,
        }),
      },
      { folder: folder && join(folder, folderOf(EventBusName, Name, target.Id)), onProblem },
    );
    targets.set(target.Id, { target, rule });
    void before?.rule.stop();
    return undefined;
  }

  for (const { targets, ...rule } of file === undefined ? [] : (readJsonFile(keptFile(file)) ?? [])) {
    putRule(rule);
    for (const target of targets) putTarget(ruleOf(rule.EventBusName, rule.Name), target);
  }

  const operations: Readonly<Record<string, (input: unknown) => object>> = {
    PutRule(input) {
      const rule = parse(putRuleSchema, input);
      putRule(rule);
      keep();
      return { RuleArn: arnOf(rule.EventBusName, rule.Name) };
    },
    PutTargets(input) {
      const { Rule: name, EventBusName, Targets } = parse(putTargetsSchema, input);
      const rule = ruleOf(EventBusName, name);
      const FailedEntries = Targets.flatMap((given) => {
        const unknown = Object.keys(given).find((member) => !(member in targetSchema.shape));
        const problem = unknown
          ? `this event bus sends the whole event to a target: remove ${unknown}`
          : putTarget(rule, targetSchema.parse(given));
        return problem
          ? [{ TargetId: given.Id, ErrorCode: "ValidationException", ErrorMessage: problem }]
          : [];
      });
      keep();
      return { FailedEntryCount: FailedEntries.length, FailedEntries };
    },
    RemoveTargets(input) {
      const { Rule: name, EventBusName, Ids } = parse(removeTargetsSchema, input);
      const { targets } = ruleOf(EventBusName, name);
      for (const id of Ids) {
        void targets.get(id)?.rule.stop();
        targets.delete(id);
        // The target is gone, so the events that it had not taken are removed too.
        if (folder !== undefined)
          rmSync(join(folder, folderOf(EventBusName, name, id)), { recursive: true, force: true });
      }
      keep();
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    DeleteRule(input) {
      const { Name, EventBusName } = parse(namedRuleSchema, input);
      const rule = rules.get(keyOf(EventBusName, Name));
      if (rule && rule.targets.size > 0)
        throw new RuleOperationError("ValidationException", "Rule can't be deleted since it has targets.");
      rules.delete(keyOf(EventBusName, Name));
      keep();
      return {};
    },
    DescribeEventBus(input) {
      const { Name } = parse(describeBusSchema, input);
      mustBeBus(Name);
      return { Name, Arn: busArnOf(Name) };
    },
    DescribeRule(input) {
      const { Name, EventBusName } = parse(namedRuleSchema, input);
      return described(ruleOf(EventBusName, Name));
    },
    ListRules(input) {
      const { EventBusName, NamePrefix } = parse(listRulesSchema, input);
      const found = [...rules.values()].filter(
        (rule) => rule.EventBusName === EventBusName && rule.Name.startsWith(NamePrefix),
      );
      return { Rules: found.map(described) };
    },
    ListTargetsByRule(input) {
      const { Rule: name, EventBusName } = parse(ruleOfSchema, input);
      return { Targets: [...ruleOf(EventBusName, name).targets.values()].map(({ target }) => target) };
    },
  };

  const openRules = () =>
    [...rules.values()].flatMap(({ targets }) => [...targets.values()].map(({ rule }) => rule));
  return {
    accept(event, busName) {
      for (const { EventBusName, State, matches, targets } of rules.values())
        if (EventBusName === busName && State === "ENABLED" && matches(event))
          for (const { rule } of targets.values()) rule.accept(event);
    },
    operate: (operation, input) =>
      Object.hasOwn(operations, operation) ? operations[operation]?.(input) : undefined,
    idle: async () => void (await Promise.all(openRules().map((rule) => rule.idle()))),
    stop: async () => void (await Promise.all(openRules().map((rule) => rule.stop()))),
  };
}

const keyOf = (bus: string, name: string) => `${bus}/${name}`;

const arnOf = (bus: string, name: string) =>
  `arn:aws:events:${REGION}:${ACCOUNT_ID}:rule/${bus === "default" ? "" : `${bus}/`}${name}`;

const busArnOf = (bus: string) => `arn:aws:events:${REGION}:${ACCOUNT_ID}:event-bus/${bus}`;

/** Returns the folder for a rule. Its name is a hash, because rules may differ only by case, which some file systems ignore. */
const folderOf = (...names: readonly string[]) =>
  `subscriber-${createHash("sha256").update(names.join("/")).digest("hex").slice(0, 32)}`;

const described = ({ Name, EventBusName, EventPattern, State, Description }: SubscriberRule) => ({
  Name,
  Arn: arnOf(EventBusName, Name),
  EventBusName,
  EventPattern,
  State,
  ...(Description !== undefined && { Description }),
});

const keptFile = (path: string) => ({
  path,
  schema: keptSchema,
  whenBroken: "delete it, and let your subscribers make their rules again",
});

function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.infer<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new RuleOperationError("ValidationException", schemaProblems(parsed.error, "the request"));
}

function patternOf(text: string): (event: unknown) => boolean {
  try {
    return eventPattern(JSON.parse(text));
  } catch (error) {
    throw new RuleOperationError(
      "InvalidEventPatternException",
      `Event pattern is not valid. Reason: ${error instanceof Error ? error.message : error}`,
    );
  }
}
