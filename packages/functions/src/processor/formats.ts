import type { Format } from "@paperledger/core/formats/format";
import { FORMATS } from "@paperledger/core/formats/formats";

/**
 * The formats that this deployment reads. The first format that recognises a file reads it. Add your own formats
 * here.
 *
 * @see docs/formats.md#a-format-of-your-own
 */
export const formats: readonly Format[] = [...FORMATS];
