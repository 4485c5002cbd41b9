import type { ComponentChildren } from "preact";
import { addressOf, go, type Route } from "./route.ts";

/** A link to another route of the page. Like every link, it opens in a new tab if the user asks the browser for that. */
export function Link({
  to,
  current = false,
  class: className,
  onGo,
  children,
  ...rest
}: {
  readonly to: Route;
  /** True if the link leads to the current view. */
  readonly current?: boolean;
  readonly class?: string;
  readonly id?: string;
  readonly tabIndex?: number;
  readonly onFocus?: () => void;
  /** Called after a click on the link. */
  readonly onGo?: () => void;
  readonly children: ComponentChildren;
}) {
  return (
    <a
      {...rest}
      href={addressOf(to)}
      class={className}
      aria-current={current ? "page" : undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        go(to);
        onGo?.();
      }}
    >
      {children}
    </a>
  );
}
