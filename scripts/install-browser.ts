import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { installedBrowser } from "@paperledger/dashboard/browser/installed-browser.fixture";

const APT = "/usr/bin/apt-get";

/**
 * Installs Debian's Chromium if this machine has no browser, for the tests of the page. Only root on a system with apt-get can do so.
 * Elsewhere it prints what to do.
 */
export function installBrowser(): void {
  if (installedBrowser() !== undefined) return;
  if (process.getuid?.() === 0 && existsSync(APT)) {
    console.log("Installing Chromium for the tests of the page (once)...");
    const apt = (...args: readonly string[]) =>
      spawnSync(APT, ["-qq", ...args], {
        stdio: ["ignore", "ignore", "inherit"],
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", DEBCONF_NOWARNINGS: "yes" },
      }).status === 0;
    if (apt("update") && apt("install", "--yes", "chromium")) return;
  }
  console.error(
    "This machine has no browser, so the tests of the page will fail. Install Chromium or Chrome, or give the browser's path in CHROME_PATH.",
  );
}
