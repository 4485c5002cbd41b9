import { misconfigurationOf } from "@paperledger/aws/probes/misconfiguration";
import { findings, findingsText, type Probe } from "@paperledger/aws/probes/probe";
import { OlderTableError } from "@paperledger/aws/tables/older-tables";
import { CommandError, EXIT } from "../command-error.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";

/**
 * What ended a command on AWS, in one line that says what to set, where something is set wrong; else the error as it is.
 * AWS seldom names what is not there, so the deployment's things are asked for then, and only then.
 *
 * @param path of the file with the deployment's names
 */
export async function explained(error: unknown, path: string, probes: readonly Probe[]): Promise<unknown> {
  if (error instanceof OlderTableError) return error;
  const refusal = causesOf(error).find(misconfigurationOf);
  const misconfiguration = misconfigurationOf(refusal);
  if (!refusal || !misconfiguration) return error;
  const awsSaid = `${refusal.name}: ${refusal.message}`;
  const found = (await findings(probes)).filter((each) => each.misconfiguration === misconfiguration);
  if (found.length > 0) return refused(`${path}: ${findingsText(found)} (${awsSaid})`, error);
  // What AWS finds invalid though all is as it should be is a fault of ours, and wants its stack.
  if (misconfiguration === "other-shape" || refusal !== error) return error;
  return refused(
    `AWS refused (${awsSaid}): see to the names in ${path}, to AWS_REGION and to what you are allowed`,
    error,
  );
}

const refused = (message: string, cause: unknown) =>
  new CommandError(EXIT.unusable, escapeForTerminal(message), { cause });

const causesOf = (error: unknown): readonly Error[] =>
  error instanceof Error ? [error, ...causesOf(error.cause)] : [];
