// Updates the parts of docs/operations.md that are made from the code (the settings, the costs and the exit codes), and docs/json-output.md.
import { readFileSync, writeFileSync } from "node:fs";
import { withCosts } from "./cost-page.ts";
import { withExitCodes } from "./exit-codes-page.ts";
import { JSON_PAGE, jsonPage } from "./json-page.ts";
import { SETTINGS_PAGE, withSettings } from "./settings-page.ts";

writeFileSync(SETTINGS_PAGE, withExitCodes(withCosts(withSettings(readFileSync(SETTINGS_PAGE, "utf8")))));
writeFileSync(JSON_PAGE, jsonPage());
