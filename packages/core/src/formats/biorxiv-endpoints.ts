import { isJsonObject, type JsonObject } from "./json-sketch.ts";

/** Maps the field names of `/pubs` to those of `/details`. In older answers, the DOI's field is named after the server. */
const OF_PUBS: Readonly<Record<string, string>> = {
  preprint_doi: "doi",
  biorxiv_doi: "doi",
  medrxiv_doi: "doi",
  preprint_title: "title",
  preprint_abstract: "abstract",
  preprint_authors: "authors",
  preprint_category: "category",
  preprint_date: "date",
  preprint_platform: "server",
};

/** Maps the field names of `/covid19`, and of that collection's file, to those of `/details`. */
const OF_COVID19: Readonly<Record<string, string>> = {
  rel_doi: "doi",
  rel_title: "title",
  rel_abs: "abstract",
  rel_authors: "authors",
  rel_date: "date",
  rel_site: "server",
};

/** Tells whether an object is a preprint, as any endpoint of the API writes it. */
export const isPreprint = (record: JsonObject): boolean =>
  ["preprint_doi", "biorxiv_doi", "medrxiv_doi", "rel_doi"].some((name) => name in record) ||
  ("doi" in record && "server" in record && "date" in record);

/** Returns the endpoint whose field names the record uses. */
export const endpointOf = (record: JsonObject): "/details" | "/pubs" | "/covid19" =>
  "rel_doi" in record ? "/covid19" : "doi" in record ? "/details" : "/pubs";

/**
 * Returns a record of any endpoint with the field names of `/details`.
 *
 * @see https://api.biorxiv.org/pubs/help
 * @see https://api.biorxiv.org/covid19/help
 */
export function asDetails(record: JsonObject): JsonObject {
  const names = endpointOf(record) === "/covid19" ? OF_COVID19 : OF_PUBS;
  const members = Object.entries(record).map(([name, value]) => [names[name] ?? name, value] as const);
  const server = "medrxiv_doi" in record ? { server: "medrxiv" } : {};
  const details: JsonObject = { ...server, ...Object.fromEntries(members) };
  return Array.isArray(details.authors) ? { ...details, authors: authorsOf(details.authors) } : details;
}

/** Joins the authors of `/covid19`, which are a list of objects, into one text as in `/details`. */
const authorsOf = (authors: readonly unknown[]): string =>
  authors
    .map((author) => (isJsonObject(author) ? author.author_name : author))
    .filter((name) => typeof name === "string")
    .join(";");
