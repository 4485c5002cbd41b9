import { existsSync } from "node:fs";

const PLACES = [
  process.env.CHROME_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Returns the path of a browser on this machine, or undefined if it has none. Then tests of the page cannot run. */
export function installedBrowser(): string | undefined {
  return PLACES.find((path) => path !== undefined && existsSync(path));
}
