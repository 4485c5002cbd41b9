import { misconfigurationOf } from "@paperledger/aws/probes/misconfiguration";
import { type Finding, findings, findingsText, type Probe } from "@paperledger/aws/probes/probe";
import { OlderTableError } from "@paperledger/aws/tables/older-tables";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/**
 * Returns the error that ended a command on AWS. If a setting is wrong, the error names it in one line. AWS seldom names the
 * missing resource, so in this case the resources of the deployment are probed.
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
  // All resources answer, so the request itself is wrong. That is a bug of ours, so the error keeps its stack.
  if (misconfiguration === "other-shape" || refusal !== error) return error;
  return refused(
    `AWS refused (${awsSaid}): check the names in ${path}, AWS_REGION and your permissions`,
    error,
  );
}

/** Returns the findings about the action that AWS names in a refusal. Returns all findings if AWS names no action. */
function thoseOf({ message }: Error, found: readonly Finding[]): readonly Finding[] {
  const [, action] = /not authorized to perform: (\w+:\w+)/.exec(message) ?? [];
  const ofAction = found.filter(({ probe }) => action !== undefined && probe.actions.includes(action));
  return ofAction.length > 0 ? ofAction : found;
}

const refused = (message: string, cause: unknown) =>
  new CommandError(EXIT.unusable, escapeForTerminal(message), { cause });

const causesOf = (error: unknown): readonly Error[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
