import type { ComponentChildren } from "preact";
import "./empty-state.css";
import { withVisibleMarks } from "./visible-marks.ts";

/** Shown in place of missing data. Says what is missing, and how to get it. */
export function EmptyState({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ComponentChildren;
}) {
  return (
    <div class="empty-state">
      <strong>{withVisibleMarks(title)}</strong>
      {children && <p>{children}</p>}
    </div>
  );
}

/** Shown until the first answer has come. */
export function Loading({ what }: { readonly what: string }) {
  return (
    <p class="dim" role="status">
      Reading {what}…
    </p>
  );
}
