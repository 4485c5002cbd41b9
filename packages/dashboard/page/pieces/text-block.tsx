import { withVisibleMarks } from "./visible-marks.ts";
import "./text-block.css";

/** Shows a text of many lines from outside, such as the source text of a record, in a font of equal widths. A long text scrolls. */
export function TextBlock({ label, text }: { readonly label: string; readonly text: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach what scrolls
    <section class="text-block" tabIndex={0} aria-label={label}>
      <pre>{withVisibleMarks(text)}</pre>
    </section>
  );
}
