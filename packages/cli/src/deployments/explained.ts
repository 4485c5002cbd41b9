import { misconfigurationOf } from "@paperledger/aws/probes/misconfiguration";
import { type Finding, findings, findingsText, type Probe } from "@paperledger/aws/probes/probe";
import { OlderTableError } from "@paperledger/aws/tables/older-tables";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/**
 * Returns the error that ended a command on AWS. If a setting is wrong, the error says in one line which one.
 * AWS seldom names the resource that is missing, so the resources of the deployment are probed, but only then.
 *
 * @param path of the file with the deployment's names
 */
export async function explained(error: unknown, path: string, probes: readonly Probe[]): Promise<unknown> {
  if (error instanceof OlderTableError) return error;
  const refusal = causesOf(error).find(misconfigurationOf);
  const misconfiguration = misconfigurationOf(refusal);
  if (!refusal || !misconfiguration) return error;
  const awsSaid = `${refusal.name}: ${refusal.message}`;
  const alike = (await findings(probes)).filter((each) => each.misconfiguration === misconfiguration);
  const found = thoseOf(refusal, alike);
  if (found.length > 0) return refused(`${path}: ${findingsText(found)} (${awsSaid})`, error);
  // If AWS rejects a request although the deployment is right, the fault is ours, and its stack is needed.
  if (misconfiguration === "other-shape" || refusal !== error) return error;
  return refused(
    `AWS refused (${awsSaid}): see to the names in ${path}, to AWS_REGION and to what you are allowed`,
    error,
  );
}

/** Returns the findings about the action that AWS names in a refusal. All of them if it names none. */
function thoseOf({ message }: Error, found: readonly Finding[]): readonly Finding[] {
  const [, action] = /not authorized to perform: (\w+:\w+)/.exec(message) ?? [];
  const ofAction = found.filter(({ probe }) => action !== undefined && probe.actions.includes(action));
  return ofAction.length > 0 ? ofAction : found;
}

const refused = (message: string, cause: unknown) =>
  new CommandError(EXIT.unusable, escapeForTerminal(message), { cause });

const causesOf = (error: unknown): readonly Error[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
