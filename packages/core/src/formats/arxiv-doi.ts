import { doiField } from "./doi.ts";
import { normaliseText } from "./normalise-text.ts";

/** Returns the field `doi` of a paper from arXiv's text, which may hold several DOIs with spaces between. The first one counts. */
export const arxivDoiField = (text: string): { readonly doi?: string } =>
  doiField(...normaliseText(text).split(" "));
