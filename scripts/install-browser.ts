import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import {
  HEADLESS_SHELL,
  installedBrowser,
  noBrowserText,
} from "@paperledger/embedded/installed-browser.fixture";

const APT = "/usr/bin/apt-get";

/** Without a network, apt-get gives up at once. */
const AT_ONCE = ["-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];

/**
 * Installs Debian's Chromium for the tests of the page, unless CHROME_PATH names a browser. Only root on a system with apt-get can do so. A
 * machine that has only a whole browser gets the one without a window too, because the tests are much quicker with it. If no browser is
 * there at the end, it prints what to do.
 */
export function installBrowser(): void {
  const isFound = process.env.CHROME_PATH || existsSync(HEADLESS_SHELL);
  if (!isFound && process.getuid?.() === 0 && existsSync(APT)) {
    console.log("Installing chromium-headless-shell for the tests of the page...");
    const apt = (...args: readonly string[]) =>
      spawnSync(APT, [...AT_ONCE, ...args], {
        stdio: "ignore",
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", DEBCONF_NOWARNINGS: "yes" },
      }).status === 0;
    const install = (name: string) => apt("install", "--yes", name);
    if (apt("update") && !install("chromium-headless-shell") && installedBrowser() === undefined)
      install("chromium");
  }
  if (installedBrowser() === undefined) console.error(noBrowserText());
}
