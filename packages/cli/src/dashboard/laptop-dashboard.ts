import { type Dashboard, startDashboard } from "@paperledger/dashboard/start-dashboard";
import type { Laptop } from "@paperledger/local/laptop";
import { openLedgerAt } from "@paperledger/local/ledger-at";
import { useLaptop } from "../deployments/open-deployment.ts";
import { dashboardContext } from "./dashboard-context.ts";
import { DASHBOARD_PORT } from "./dashboard-port.ts";

/** Starts the dashboard of a laptop that this process runs. @param dataDir null if it keeps everything in memory */
export async function startLaptopDashboard(laptop: Laptop, dataDir: string | null): Promise<Dashboard> {
  const { AWS_ENDPOINT_URL_DYNAMODB: dynamodb = "", AWS_ENDPOINT_URL_S3: s3 = "" } = laptop.environment;
  const { ledger, stop } = openLedgerAt({ dynamodb, s3 });
  const page = await startDashboard(
    dashboardContext(
      { dataDir },
      {
        readLedger: (read) => read(ledger),
        useDeployment: (_, use) => useLaptop(laptop, use),
        listening: (use) => useLaptop(laptop, use),
      },
    ),
    DASHBOARD_PORT,
  );
  return {
    url: page.url,
    async stop(hear) {
      await page.stop(hear);
      await stop();
    },
  };
}
