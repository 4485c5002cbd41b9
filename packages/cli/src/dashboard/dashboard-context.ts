import { type Leftover, leftoversText } from "@paperledger/aws/subscriptions/temporary-subscription";
import type { DashboardContext, EventHearer } from "@paperledger/dashboard/dashboard-context";
import type { DashboardPlace } from "@paperledger/dashboard/dashboard-place";
import packageJson from "../../package.json" with { type: "json" };
import { CommandError, EXIT } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import type { Deployment } from "../deployments/open-deployment.ts";
import { redriveOn } from "../redrive/redrive.ts";
import { eventsFromQueue } from "../tail/coming-events.ts";
import { subscribe } from "../tail/tail.ts";
import { escapeForTerminal } from "../terminal/escape-for-terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { errorText } from "../text/error-text.ts";
import { placeOptions } from "../text/where-next.ts";
import { verifyOn } from "../verify/verify.ts";
import { jobTerminal } from "./job-terminal.ts";
import { redrivenOfAction } from "./redriven-of-action.ts";

/** The functions by which the dashboard reaches a deployment. */
export interface DashboardAccess {
  readonly readLedger: DashboardContext["readLedger"];
  /** Opens the deployment for work, and closes it afterwards. @param stop ends the wait for a data folder that is in use */
  useDeployment<Answer>(
    terminal: Terminal,
    use: (deployment: Deployment) => Promise<Answer>,
    stop: AbortSignal,
  ): Promise<Answer>;
  /** Opens a deployment that runs, to listen to its events. @throws CommandError if nothing runs */
  listening(use: (deployment: Deployment) => Promise<void>, stop: AbortSignal): Promise<void>;
}

/** Returns what the dashboard shows and does for a deployment. `dataDir` is null if the laptop keeps nothing. */
export function dashboardContext(
  place: Omit<DeploymentPlace, "dataDir"> & { readonly dataDir: string | null },
  { readLedger, useDeployment, listening }: DashboardAccess,
): DashboardContext {
  const { dataDir, ...rest } = place;
  const options = { dataDir: dataDir ?? "", ...rest, json: false };
  return {
    place: placeShown(place),
    readLedger,
    errorText,
    now: () => new Date(),
    async perform(action, output, stop) {
      const broken = Promise.withResolvers<never>();
      const terminal = jobTerminal(output, broken.reject);
      const work =
        action.kind === "verify"
          ? readLedger((ledger) => verifyOn(ledger, options, terminal, stop), stop)
          : useDeployment(
              terminal,
              (deployment) => redriveOn(deployment, redrivenOfAction(action), options, terminal, stop),
              stop,
            );
      return Promise.race([work, broken.promise]);
    },
    listen: (hearer, stop) => listening((deployment) => hearEvents(deployment, hearer, stop), stop),
  };
}

async function hearEvents(deployment: Deployment, hearer: EventHearer, stop: AbortSignal): Promise<void> {
  const subscription = await subscribe([], undefined, deployment);
  let leftovers: readonly Leftover[] = [];
  try {
    hearer.opened();
    for await (const { json, done } of eventsFromQueue(subscription, stop)) {
      hearer.event(json);
      await done();
    }
  } finally {
    leftovers = await subscription.remove();
  }
  if (leftovers.length > 0)
    throw new CommandError(
      EXIT.wrong,
      `${escapeForTerminal(leftoversText(leftovers))}. It stays until you delete it by hand.`,
    );
}

function placeShown({ dataDir, outputs }: { dataDir: string | null; outputs?: string }): DashboardPlace {
  const { version } = packageJson;
  if (dataDir === null) return { kind: "laptop", name: "memory", options: null, version };
  const options = placeOptions({ dataDir, ...(outputs !== undefined && { outputs }) }).join(" ");
  return { kind: outputs === undefined ? "laptop" : "aws", name: outputs ?? dataDir, options, version };
}
