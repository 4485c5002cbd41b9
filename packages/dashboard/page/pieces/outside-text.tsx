import type { ComponentChildren } from "preact";
import { fileNameText } from "./file-name.ts";
import { withVisibleMarks } from "./visible-marks.ts";

/**
 * Shows text from outside: a title, a file name, a message. The direction of the text does not affect the text around it, and
 * direction marks are visible. The text is cut if there is not enough room. Its title holds the whole text.
 */
export function OutsideText({
  text,
  class: className = "cut",
  children,
}: {
  readonly text: string;
  /** `cut` for one line, `wrapped` for all of the text. */
  readonly class?: "cut" | "wrapped";
  /** A shorter form of the text, such as the name at the end of an S3 key. */
  readonly children?: ComponentChildren;
}) {
  return (
    <bdi class={className} title={withVisibleMarks(text)}>
      {children ?? withVisibleMarks(text)}
    </bdi>
  );
}

/** Shows the name at the end of an S3 key, with the whole key in its title. Shows a dash if the key is unknown. */
export function FileName({ s3Key }: { readonly s3Key: string | null }) {
  if (s3Key === null) return <span class="dim">–</span>;
  return <OutsideText text={s3Key}>{fileNameText(s3Key)}</OutsideText>;
}
