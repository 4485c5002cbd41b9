import type { ComponentChildren } from "preact";
import { withVisibleMarks } from "./visible-marks.ts";

/**
 * Text that comes from outside: a title, a file name, a message. Its direction does not change the text around it, and its marks of direction are seen. It is cut where there is
 * no room, and its title is the whole of it.
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

/** The name at the end of an S3 key. Its title is the whole key. A dash where the key is not known. */
export function FileName({ s3Key }: { readonly s3Key: string | null }) {
  if (s3Key === null) return <span class="dim">–</span>;
  return <OutsideText text={s3Key}>{withVisibleMarks(s3Key.split("/").at(-1) || s3Key)}</OutsideText>;
}
