import type { Format } from "@paperledger/core/formats/format";
import { FORMATS } from "@paperledger/core/formats/formats";

/**
 * The formats that this deployment reads; the first that recognises a file reads it. Put your own beside them here.
 *
 * @see docs/formats.md#a-format-of-your-own
 */
export const formats: readonly Format[] = [...FORMATS];
