export interface XmlRoot {
  readonly localName: string;
  /** The namespace of the root: that of its prefix, or the default namespace if it has no prefix. */
  readonly namespace: string | undefined;
}

const BEFORE_ROOT = /\s+|<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!DOCTYPE[^>[]*(?:\[[^\]]*\]\s*)?>/y;
/** The length of a name is bounded, and white space or the tag's end must follow it, so that no text can make the match slow. */
const START_TAG = /<(?:([^\s<>/:!?]{1,256}):)?([^\s<>/:!?]{1,256})(?=[\s/>])((?:[^<>"']|"[^"]*"|'[^']*')*)>/y;
const ATTRIBUTE = /(?<=\s)([^\s="']{1,256})\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Returns the root element of a document with this beginning. Returns undefined if it is not XML or the root's tag is cut off. */
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
