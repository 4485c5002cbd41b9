import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { HEADLESS_SHELL, installedBrowser } from "@paperledger/embedded/installed-browser.fixture";

const APT = "/usr/bin/apt-get";

/** Without a network, apt-get gives up at once. */
const AT_ONCE = ["-qq", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];

/**
 * Installs Debian's Chromium for the tests of the page. Only root on a system with apt-get can do so. A machine that has only a whole
 * browser gets the one without a window too, because the tests are much quicker with it. If no browser is there at the end, it prints
 * what to do.
 */
export function installBrowser(): void {
  const chosen = process.env.CHROME_PATH;
  if (installedBrowser() === (chosen || HEADLESS_SHELL)) return;
  if (process.getuid?.() === 0 && existsSync(APT)) {
    console.log("Installing Chromium for the tests of the page (once)...");
    const apt = (...args: readonly string[]) =>
      spawnSync(APT, [...AT_ONCE, ...args], {
        stdio: "ignore",
        env: { ...process.env, DEBIAN_FRONTEND: "noninteractive", DEBCONF_NOWARNINGS: "yes" },
      }).status === 0;
    const install = (name: string) => apt("install", "--yes", name);
    if (apt("update") && !install("chromium-headless-shell") && installedBrowser() === undefined)
      install("chromium");
  }
  if (installedBrowser() === undefined)
    console.error(
      "This machine has no browser, so the tests of the page will fail. Install Chromium or Chrome, or give the browser's path in CHROME_PATH.",
    );
}
