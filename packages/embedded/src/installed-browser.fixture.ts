import { existsSync } from "node:fs";

/** Debian's Chromium without a window. With it, the tests of the page take a fifth of the time that they take with a whole browser. */
export const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const PLACES = [
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * Returns the path of the browser for tests: the one that CHROME_PATH names, else one that is installed in a usual place. Returns undefined
 * if it does not exist. Then tests of the page cannot run.
 */
export function installedBrowser(chosen = process.env.CHROME_PATH): string | undefined {
  return (chosen ? [chosen] : PLACES).find((path) => existsSync(path));
}

/** Says what to do if there is no browser for tests. */
export const noBrowserText = (chosen = process.env.CHROME_PATH): string =>
  chosen
    ? `CHROME_PATH names ${chosen}, and no such file exists: correct it, or unset it`
    : "This machine has no browser for the tests of the page. Install Chromium or Chrome, or give a browser's path in CHROME_PATH";

/** Returns the path of the browser for tests. @throws if it does not exist */
export function browserForTests(): string {
  const path = installedBrowser();
  if (path === undefined) throw new Error(noBrowserText());
  return path;
}
