// Checks sst.config.ts and the stacks against the types of SST and Pulumi. If the types are missing, it fetches them first.
import { spawnSync } from "node:child_process";
import { laySstPlatform } from "../stacks/testing/sst-platform.ts";

await laySstPlatform();
const { status } = spawnSync("tsc", ["-p", "stacks/tsconfig.json"], {
  stdio: "inherit",
  shell: process.platform === "win32",
});
process.exit(status ?? 1);
