/**
 * Tells whether somebody points at a part of the view or something below it, or has the focus there. If the part gets higher, that moves.
 *
 * @param selector the selector of the part
 */
export function isInUse(selector: string): boolean {
  const part = document.querySelector(selector);
  const pointed = [...document.querySelectorAll(":hover")].at(-1);
  return (
    part !== null && [pointed, document.activeElement].some((used) => used && isWithinOrBelow(used, part))
  );
}

const isWithinOrBelow = (used: Element, part: Element): boolean =>
  part.contains(used) || (used.closest(".view") === part.closest(".view") && follows(used, part));

const follows = (used: Element, part: Element): boolean =>
  (part.compareDocumentPosition(used) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
