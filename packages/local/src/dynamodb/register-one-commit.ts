// Is loaded into a function's process ahead of its handler (NODE_OPTIONS=--import=...).
import { commitBatchesAtOnce } from "./one-commit.ts";

commitBatchesAtOnce();
