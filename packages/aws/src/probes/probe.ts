import { BEGIN_AGAIN } from "../tables/older-tables.ts";
import { type Misconfiguration, misconfigurationOf } from "./misconfiguration.ts";

/** A request that changes nothing, and shows whether something is there, in reach, and permitted. */
export interface Probe {
  /** The setting that names what is asked for, such as `RUNS_TABLE`. */
  readonly setting: string;
  /** For people: `table paperledger-runs`. */
  readonly resource: string;
  /** What has to be permitted, such as `dynamodb:PutItem`. */
  readonly actions: readonly string[];
  region(): Promise<string>;
  /** @throws what AWS answers, where it refuses */
  send(options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** What a probe found to be set wrong. */
export interface Finding {
  readonly probe: Probe;
  readonly misconfiguration: Misconfiguration;
  readonly region: string;
  readonly cause: unknown;
}

/** The key of what probes ask for. Nothing has it. */
export const PROBE_KEY = "paperledger-probe";

/** What has not answered by then is slow, not set wrong. */
const TIMEOUT_MS = 10_000;

/**
 * Sends all probes at once. Gives what is set wrong, one finding for a resource; what AWS could not answer just now is
 * none.
 */
export async function findings(probes: readonly Probe[]): Promise<readonly Finding[]> {
  const found = (await Promise.all(probes.map(findingOf))).flatMap((finding) => finding ?? []);
  return found.filter(
    ({ probe }, index) => index === found.findIndex((other) => other.probe.setting === probe.setting),
  );
}

async function findingOf(probe: Probe): Promise<Finding | undefined> {
  try {
    await probe.send({ abortSignal: AbortSignal.timeout(TIMEOUT_MS) });
    return undefined;
  } catch (cause) {
    const misconfiguration = misconfigurationOf(cause);
    if (!misconfiguration) return undefined;
    const region = await probe.region().catch(() => "no region");
    return { probe, misconfiguration, region, cause };
  }
}

/** Findings in words: what is wrong, and what to set. */
export const findingsText = (found: readonly Finding[]): string =>
  [...new Set(found.map(findingText))].join("; ");

function findingText({ probe, misconfiguration, region }: Finding): string {
  const { setting, resource, actions } = probe;
  switch (misconfiguration) {
    case "absent":
      return `${setting}: there is no ${resource} in ${region}: set ${setting} to one that is there, or AWS_REGION to its region`;
    case "denied":
      return `${setting}: ${actions.join(", ")} on ${resource} is denied: allow it to the role or user that asks`;
    case "other-region":
      return `${setting}: ${resource} is in another region than ${region}: set AWS_REGION to its region, or ${setting} to one of ${region}`;
    case "other-shape":
      return `${setting}: ${resource} is not what is meant by ${setting} (its keys are others): set ${setting} to the one that is`;
    case "older-layout":
      return `${setting}: ${resource} is of an older layout, which this build does not read. ${BEGIN_AGAIN}`;
    case "no-credentials":
      return "AWS credentials are missing, expired or not valid: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    case "no-region":
      return `AWS_REGION is missing, or no region of AWS (${region}): set it to the region of ${resource}`;
  }
}
