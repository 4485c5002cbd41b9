// This is loaded into a function's process before its handler.
import { commitBatchesAtOnce } from "./one-commit.ts";

commitBatchesAtOnce();
