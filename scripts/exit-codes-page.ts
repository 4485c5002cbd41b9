import { exitCodesTable } from "@paperledger/cli/help/exit-codes";
import { withPart } from "./generated-part.ts";

/** Returns the page of operations with a new table of exit codes. @throws GeneratedPartError if it has no place for the table */
export const withExitCodes = (page: string): string => withPart(page, "The exit codes", exitCodesTable());
