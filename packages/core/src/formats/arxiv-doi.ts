import { doiField } from "./doi.ts";
import { normaliseText } from "./normalise-text.ts";

/** Returns the field `doi` of a paper from arXiv's text. The text may hold several DOIs with spaces between: the first one is taken. */
export const arxivDoiField = (text: string): { readonly doi?: string } =>
  doiField(...normaliseText(text).split(" "));
