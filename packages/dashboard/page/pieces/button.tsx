import type { ComponentChildren } from "preact";
import "./pieces.css";

export function Button({
  onClick,
  kind = "usual",
  pressed,
  disabled = false,
  title,
  children,
}: {
  readonly onClick: () => void;
  /** `main` for the main action at this place, `quiet` for a button in a line of text. */
  readonly kind?: "usual" | "main" | "quiet";
  /** Given if the button switches something on and off. */
  readonly pressed?: boolean | undefined;
  readonly disabled?: boolean;
  readonly title?: string | undefined;
  readonly children: ComponentChildren;
}) {
  return (
    <button
      type="button"
      class={`button ${kind}`}
      aria-pressed={pressed}
      disabled={disabled}
      title={title}
      onClick={onClick}
    >
      {children}
    </button>
  );
}
