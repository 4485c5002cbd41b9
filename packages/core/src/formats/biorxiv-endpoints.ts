import { isJsonObject, type JsonObject } from "./json-sketch.ts";

/** The names that `/details` has for the fields of `/pubs`. Older answers name the DOI after the server. */
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

/** The names that it has for those of `/covid19`, and of the file of that collection. */
const OF_COVID19: Readonly<Record<string, string>> = {
  rel_doi: "doi",
  rel_title: "title",
  rel_abs: "abstract",
  rel_authors: "authors",
  rel_date: "date",
  rel_site: "server",
};

/** Whether an object is a preprint as one of the API's endpoints writes it. */
export const isPreprint = (record: JsonObject): boolean =>
  ["preprint_doi", "biorxiv_doi", "medrxiv_doi", "rel_doi"].some((name) => name in record) ||
  ("doi" in record && "server" in record && "date" in record);

/** The endpoint whose names a record has. */
export const endpointOf = (record: JsonObject): "/details" | "/pubs" | "/covid19" =>
  "rel_doi" in record ? "/covid19" : "doi" in record ? "/details" : "/pubs";

/**
 * Gives a record of any endpoint the names of `/details`.
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

/** Names of persons in the order of `/details`, which `/covid19` has forenames first. */
const authorsOf = (authors: readonly unknown[]): string =>
  authors
    .map((author) => (isJsonObject(author) ? author.author_name : author))
    .filter((name) => typeof name === "string")
    .join(";");
