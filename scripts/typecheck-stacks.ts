// Checks sst.config.ts and the stacks against SST's and Pulumi's own types, which are fetched first where they are missing.
import { spawnSync } from "node:child_process";
import { laySstPlatform } from "../stacks/testing/sst-platform.ts";

await laySstPlatform();
const { status } = spawnSync("tsc", ["-p", "stacks/tsconfig.json"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exit(status ?? 1);
