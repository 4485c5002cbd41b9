/** The names of the colours of tokens.css, without their dashes. */
export type ColourToken =
  | "text"
  | "text-dim"
  | "line"
  | "back"
  | "accent"
  | "completed"
  | "completed-with-rejects"
  | "failed"
  | "silent"
  | "running"
  | `chart-${1 | 2 | 3 | 4 | 5 | 6}`;

let known = new Map<string, string>();

/** Returns a colour of tokens.css in the current theme, in the form that a canvas takes. */
export function colourOf(token: ColourToken): string {
  const colour = known.get(token) ?? computed(token);
  known.set(token, colour);
  return colour;
}

function computed(token: string): string {
  const probe = document.createElement("span");
  probe.style.color = `var(--${token})`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

const listeners = new Set<() => void>();

/** Calls `then` whenever the theme has changed. Returns a function that ends this. */
export function onThemeChange(then: () => void): () => void {
  listeners.add(then);
  return () => listeners.delete(then);
}

function changed(): void {
  known = new Map();
  for (const then of listeners) then();
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", changed);
new MutationObserver(changed).observe(document.documentElement, { attributeFilter: ["data-theme"] });
