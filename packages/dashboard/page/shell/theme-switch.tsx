import { useEffect, useState } from "preact/hooks";
import { Button } from "../pieces/button.tsx";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];

/** The theme belongs to the person, so it is not part of the address. */
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

/** A browser may refuse to store anything. Then the choice of the theme ends with the page. */
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
