import type { ComponentChildren } from "preact";
import "./empty-state.css";

/** Stands where there is nothing to show: what is missing, and how it would come. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty-state">
      <strong>{title}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Stands where the first answer has not come yet. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="dim" role="status">
      Reading {what}…
    </p>
  );
}
