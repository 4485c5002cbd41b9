import type { ComponentChildren } from "preact";
import "./empty-state.css";

/** One line where there is no such thing as the address names: what there is not, and what to do. */
export const Absent = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="absent" role="status">
    {children}
  </p>
);
