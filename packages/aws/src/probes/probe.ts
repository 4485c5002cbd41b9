import { BEGIN_AGAIN } from "../tables/older-tables.ts";
import { type Misconfiguration, misconfigurationOf } from "./misconfiguration.ts";

/** A request that changes nothing. Its answer shows whether a resource exists and whether the caller has the permissions. */
export interface Probe {
  /** The setting that names the resource, such as `RUNS_TABLE`. */
  readonly setting: string;
  /** The resource in a message, such as `table paperledger-runs`. */
  readonly resource: string;
  /** The IAM actions that the probe needs, such as `dynamodb:PutItem`. */
  readonly actions: readonly string[];
  region(): Promise<string>;
  /** Sends the request. @throws AWS's error if AWS refuses the request */
  send(options: { readonly abortSignal: AbortSignal }): Promise<unknown>;
}

/** A misconfiguration that a probe found. */
export interface Finding {
  readonly probe: Probe;
  readonly misconfiguration: Misconfiguration;
  readonly region: string;
  readonly cause: unknown;
}

/** The key with which probes read. No item and no object has this key. */
export const PROBE_KEY = "paperledger-probe";

/** A service that has not answered after this time is slow. That is not a misconfiguration. */
const TIMEOUT_MS = 10_000;

/**
 * The number of probes in flight. Each needs a connection of its own, and a handshake takes more of the processor than a probe. The handler
 * then sends its requests on these connections.
 */
const AT_ONCE = 3;

/**
 * Sends all probes, a few at once. Returns at most one finding for each resource. If several actions on it are denied, the finding has all of
 * them. A failure that may end by itself, such as throttling, is not a finding.
 */
export async function findings(probes: readonly Probe[]): Promise<readonly Finding[]> {
  const abortSignal = AbortSignal.timeout(TIMEOUT_MS);
  const answers: (Finding | undefined)[] = [];
  const waiting = probes.entries();
  const sendWaiting = async () => {
    for (const [place, probe] of waiting) answers[place] = await findingOf(probe, abortSignal);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendWaiting));
  const found = answers.flatMap((finding) => finding ?? []);
  const byResource = Map.groupBy(found, ({ probe, misconfiguration }) =>
    misconfiguration === "denied" ? `${probe.setting} ${probe.resource}` : probe.setting,
  );
  return [...byResource.values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const ofKind = same.filter(({ misconfiguration }) => misconfiguration === first.misconfiguration);
    const actions = [...new Set(ofKind.flatMap(({ probe }) => probe.actions))];
    return [{ ...first, probe: { ...first.probe, actions } }];
  });
}

async function findingOf(probe: Probe, abortSignal: AbortSignal): Promise<Finding | undefined> {
  try {
    await probe.send({ abortSignal });
    return undefined;
  } catch (cause) {
    const misconfiguration = misconfigurationOf(cause);
    if (!misconfiguration) return undefined;
    const region = await probe.region().catch(() => "no region");
    return { probe, misconfiguration, region, cause };
  }
}

/** Returns findings as text: the problem, and the setting to change. */
export const findingsText = (found: readonly Finding[]): string =>
  [...new Set(found.map(findingText))].join("; ");

function findingText({ probe, misconfiguration, region }: Finding): string {
  const { setting, resource, actions } = probe;
  switch (misconfiguration) {
    case "absent":
      return `${setting}: there is no ${resource} in ${region}: set ${setting} to one that exists, or AWS_REGION to its region`;
    case "denied":
      return `${setting}: ${actions.join(", ")} on ${resource} is denied: allow it for the role or user of this process`;
    case "other-region":
      return `${setting}: ${resource} is in another region than ${region}: set AWS_REGION to its region, or ${setting} to one of ${region}`;
    case "other-shape":
      return `${setting}: ${resource} has other keys than the table for ${setting}: set ${setting} to the right table`;
    case "older-layout":
      return `${setting}: ${resource} is of an older layout, which this build does not read. ${BEGIN_AGAIN}`;
    case "no-credentials":
      return "AWS credentials are missing, expired or not valid: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
    case "no-region":
      return `AWS_REGION is missing or is not a region of AWS (${region}): set it to the region of the deployment`;
  }
}
