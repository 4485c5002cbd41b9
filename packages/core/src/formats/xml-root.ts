export interface XmlRoot {
  readonly localName: string;
  /** The namespace that the root's own prefix, or its lack of one, stands for. */
  readonly namespace: string | undefined;
}

const BEFORE_ROOT = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>/y;
/** Names are bounded, and end where white space or the tag's end follows: so no text makes the match try them again and again. */
const START_TAG = /<(?:([^\s<>/:!?]{1,256}):)?([^\s<>/:!?]{1,256})(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>/y;
const ATTRIBUTE = /(?<=\s)([^\s="']{1,256})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The root element of a document that begins like this; undefined where it is no XML or the root's tag is not all there. */
export function xmlRootOf(head: string): XmlRoot | undefined {
  const [, prefix, localName, attributes = ""] = matchAt(START_TAG, head, rootAt(head)) ?? [];
  if (localName === undefined) return undefined;
  const declaration = prefix === undefined ? "xmlns" : `xmlns:${prefix}`;
  for (const [, name, double, single] of attributes.matchAll(ATTRIBUTE))
    if (name === declaration) return { localName, namespace: double ?? single };
  return { localName, namespace: undefined };
}

function rootAt(head: string): number {
  let at = 0;
  for (;;) {
    const passed = matchAt(BEFORE_ROOT, head, at);
    if (!passed) return at;
    at += passed[0].length;
  }
}

function matchAt(sticky: RegExp, text: string, at: number): RegExpExecArray | null {
  sticky.lastIndex = at;
  return sticky.exec(text);
}
