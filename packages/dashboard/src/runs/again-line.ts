import type { BegunAgain } from "@paperledger/core/runs/begun-again";
import type { AgainLine } from "../api/answers.ts";

/** Returns what is known of redrives in the form that the page shows. */
export const againLine = ({ attempts, lastBeganAt, isLastOpen, failedAgainAt }: BegunAgain): AgainLine => ({
  attempts,
  last_began_at: lastBeganAt,
  is_last_open: isLastOpen,
  failed_again_at: failedAgainAt,
});
