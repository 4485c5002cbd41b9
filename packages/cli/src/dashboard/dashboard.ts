import { once } from "node:events";
import type { ReadSide } from "@paperledger/aws/ledger/ledger";
import { readCountedUpTo } from "@paperledger/core/statistics/counted-up-to";
import { startDashboard } from "@paperledger/dashboard/start-dashboard";
import { runningOn } from "@paperledger/local/data-folder";
import { CommandError, EXIT, type ExitCode } from "../command-error.ts";
import type { DeploymentPlace } from "../deployments/deployment-place.ts";
import { withDeployment } from "../deployments/open-deployment.ts";
import { readDeploymentLedger } from "../deployments/read-deployment-ledger.ts";
import { mustHoldSomething } from "../deployments/read-ledger.ts";
import { runningLaptop } from "../deployments/running-laptop.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { type DashboardAccess, dashboardContext } from "./dashboard-context.ts";
import { DASHBOARD_PORT } from "./dashboard-port.ts";
import { tellJobsAtStop } from "./jobs-at-stop.ts";
import { sharedReads } from "./shared-reads.ts";

export interface DashboardOptions extends DeploymentPlace {
  readonly json: boolean;
  readonly port?: number | undefined;
}

/** `paperledger dashboard`: serves the page of a data folder or a deployment, until the user stops it. */
export async function dashboard(
  options: DashboardOptions,
  terminal: Terminal,
  stop: AbortSignal,
): Promise<ExitCode> {
  if (options.outputs === undefined) await mustHoldSomething(options.dataDir);
  const { access, close } = accessTo(options, terminal, stop);
  // Fails now if the deployment cannot be read at all, as every other reading command does.
  await access.readLedger(async ({ statistics }) => void (await readCountedUpTo(statistics, () => {})));
  const port = options.port ?? DASHBOARD_PORT;
  const page = await startDashboard(dashboardContext(options, access), port).catch(
    async (error: NodeJS.ErrnoException) => {
      await close();
      if (error.code !== "EACCES") throw error;
      throw new CommandError(EXIT.unusable, `this user may not listen on port ${port}: give another --port`, {
        cause: error,
      });
    },
  );
  try {
    if (options.json) terminal.printJson({ type: "dashboard", url: page.url });
    else {
      if (port !== 0 && new URL(page.url).port !== String(port))
        terminal.print(
          `Port ${port} is taken, perhaps by another dashboard. So this one has a free port. Choose a port with --port.`,
        );
      terminal.print(`The dashboard is at ${page.url} (for this machine alone). Ctrl-C ends it.`);
    }
    if (!stop.aborted) await once(stop, "abort");
  } finally {
    await page.stop(tellJobsAtStop(terminal));
    await close();
  }
  return EXIT.ok;
}

/** On AWS, no other command waits for the dashboard to close the deployment. Opening it again costs requests. */
const ON_AWS = { idleMs: 30_000, longestMs: Number.POSITIVE_INFINITY };

/** Returns the way to a deployment that this process does not run. */
function accessTo(
  place: DeploymentPlace,
  terminal: Terminal,
  stop: AbortSignal,
): { readonly access: DashboardAccess; close(): Promise<void> } {
  const reads = sharedReads(
    (use: (ledger: ReadSide) => Promise<void>) => readDeploymentLedger(place, use, { stop }),
    place.outputs === undefined ? {} : ON_AWS,
  );
  return {
    access: {
      readLedger: reads.read,
      useDeployment: (jobTerminal, use, stopJob) =>
        place.outputs === undefined && runningOn(place.dataDir) === undefined
          ? // This job starts a laptop. The laptop needs the folder for itself while it starts and while it stops.
            reads.pausedWhile(() => withDeployment(place, jobTerminal, use, stopJob), stopJob)
          : withDeployment(place, jobTerminal, use, stopJob),
      async listening(use, stopListening) {
        if (place.outputs === undefined) await (await runningLaptop(place.dataDir)).stop();
        return withDeployment(place, terminal, use, stopListening);
      },
    },
    close: reads.close,
  };
}
