import * as z from "zod";

/** Reads a moment of a query string: ISO 8601 in UTC, such as `2026-11-27T18:00:00.000Z`. */
export const moment = z.iso.datetime().transform((text) => new Date(text));
