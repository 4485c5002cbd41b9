import type { Setting } from "@paperledger/functions/description/setting";
import { DEPLOYMENT_SETTINGS } from "../stacks/deployment-settings.ts";
import { FUNCTION_SETTINGS } from "../stacks/settings.ts";
import { SETTING_TEXTS, type SettingText } from "./setting-texts.ts";

export const SETTINGS_PAGE = "docs/operations.md";

const BEGIN = "<!-- The list of settings: made by `npm run docs`. -->";
const END = "<!-- End of the list of settings. -->";

/** Thrown if the page has no place for the list of settings, or a setting has no text. */
export class SettingsPageError extends Error {
  override readonly name = "SettingsPageError";
}

/**
 * Returns the page with a new list of settings, made from the descriptions of the functions.
 *
 * @throws SettingsPageError if the page lacks the two markers, or a setting has no text
 */
export function withSettings(page: string): string {
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin < 0 || end < begin)
    throw new SettingsPageError(
      `${SETTINGS_PAGE} lacks the markers of its list: put back ${BEGIN} and ${END}`,
    );
  return `${page.slice(0, begin + BEGIN.length)}\n\n${settingsTable()}\n\n${page.slice(end)}`;
}

const settingsTable = (): string =>
  [
    "| variable | default | takes | what it is for |",
    "|---|---|---|---|",
    ...FUNCTION_SETTINGS.map((setting) => {
      const { meaning, otherwise = fallback(setting) } = textOf(setting);
      return row(setting.setting, otherwise, values(setting), meaning);
    }),
    ...Object.values(DEPLOYMENT_SETTINGS).map(({ setting, takes, meaning, ...rest }) =>
      row(setting, "default" in rest ? rest.default : "none", takes, meaning),
    ),
  ].join("\n");

const row = (variable: string, ...cells: readonly string[]) => `| \`${variable}\` | ${cells.join(" | ")} |`;

const TEXTS: ReadonlyMap<string, SettingText> = new Map(Object.entries(SETTING_TEXTS));

function textOf({ setting }: Setting): SettingText {
  const text = TEXTS.get(setting);
  if (!text) throw new SettingsPageError(`scripts/setting-texts.ts lacks ${setting}: add what it is for`);
  return text;
}

function fallback(setting: Setting): string {
  if ("maxCharacters" in setting) return "none";
  if ("of" in setting) return `\`${setting.default}\``;
  return setting.default === undefined ? "none" : quantity(setting.default, setting.unit);
}

function values(setting: Setting): string {
  if ("maxCharacters" in setting) return `text of up to ${setting.maxCharacters} characters`;
  if ("of" in setting) return setting.of.map((word) => `\`${word}\``).join(", ");
  return `${setting.unit}, ${quantity(setting.from, setting.unit)} to ${quantity(setting.to, setting.unit)}`;
}

/** Returns a number as the operator sets it. A number that is hard to read also gets a larger unit. */
function quantity(value: number, unit: string): string {
  const larger = (LARGER_UNITS[unit] ?? []).find(({ size }) => value >= size && value % size === 0);
  return larger ? `${value} (${value / larger.size} ${larger.name})` : String(value);
}

const LARGER_UNITS: Readonly<Record<string, readonly { readonly name: string; readonly size: number }[]>> = {
  bytes: [
    { name: "TiB", size: 2 ** 40 },
    { name: "GiB", size: 2 ** 30 },
    { name: "KiB", size: 2 ** 10 },
  ],
  ms: [
    { name: "h", size: 3_600_000 },
    { name: "s", size: 1_000 },
  ],
};
