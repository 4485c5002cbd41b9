import { existsSync } from "node:fs";

/** Debian's Chromium without a window. The tests of the page take a fifth of the time that they take with a whole browser. */
export const HEADLESS_SHELL = "/usr/bin/chromium-headless-shell";

const PLACES = [
  process.env.CHROME_PATH,
  HEADLESS_SHELL,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Returns the path of a browser on this machine, or undefined if it has none. Then tests of the page cannot run. */
export function installedBrowser(): string | undefined {
  return PLACES.find((path) => path !== undefined && existsSync(path));
}

/** Returns the path of a browser on this machine. @throws if there is none */
export function browserForTests(): string {
  const path = installedBrowser();
  if (path === undefined)
    throw new Error("this test needs a real browser: install Chromium, or give its path in CHROME_PATH");
  return path;
}
