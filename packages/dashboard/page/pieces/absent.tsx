import type { ComponentChildren } from "preact";
import "./empty-state.css";

/** Shown if the address names something that does not exist. One line says what is missing, and what to do. */
export const Absent = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="absent" role="status">
    {children}
  </p>
);
