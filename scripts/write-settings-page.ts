// Updates the list of settings and the tables of costs in docs/operations.md.
import { readFileSync, writeFileSync } from "node:fs";
import { withCosts } from "./cost-page.ts";
import { SETTINGS_PAGE, withSettings } from "./settings-page.ts";

writeFileSync(SETTINGS_PAGE, withCosts(withSettings(readFileSync(SETTINGS_PAGE, "utf8"))));
