import { withVisibleMarks } from "./visible-marks.ts";
import "./text-block.css";

/** A text of many lines from outside, such as the source text of a record, in digits and letters of one width. A long one scrolls. */
export function TextBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach what scrolls
    <section class="text-block" tabIndex={0} aria-label={label}>
      <pre>{withVisibleMarks(text)}</pre>
    </section>
  );
}
