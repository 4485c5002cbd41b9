import { useEffect, useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The theme is a matter of the person, not of the address. */
const KEPT_AS = "paperledger-theme";

const TEXTS: Readonly<Record<Theme, string>> = { system: "as the system", light: "light", dark: "dark" };

/** Switches between the theme of the system, light and dark. */
export function ThemeSwitch() {
  const [theme, setTheme] = useState(keptTheme);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    keep(theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
  return (
    <Button kind="quiet" title={`A click changes it to: ${TEXTS[next]}`} onClick={() => setTheme(next)}>
      Theme: {TEXTS[theme]}
    </Button>
  );
}

/** A browser may refuse to keep anything. Then the theme lives as long as the page does. */
function keptTheme(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEPT_AS)) ?? "system";
  } catch {
    return "system";
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEPT_AS, theme);
  } catch {
    return;
  }
}
