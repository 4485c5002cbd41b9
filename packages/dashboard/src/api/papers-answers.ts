import type { StoredPaper } from "@paperledger/core/papers/paper";
import type { WrittenPaper } from "@paperledger/core/papers/papers-of-run";
import type { ChainedVersion } from "@paperledger/core/papers/version-chain";
import type { VersionOrigin } from "@paperledger/events/run-event";

/** A version of a paper, and the batch file that it came from. */
export interface PaperVersionLine extends ChainedVersion {
  /** The S3 key of the batch file. Null if the statistics do not know the run. */
  readonly key: string | null;
}

/** `GET /api/papers/versions`: the versions of a paper, newest first. */
export interface VersionsAnswer {
  readonly versions: readonly PaperVersionLine[];
  /** The version from which the next page continues. Null if this is the last page. */
  readonly next: VersionOrigin | null;
  /** The items that cannot be read, and why. */
  readonly unreadable: readonly string[];
}

/** `GET /api/papers/paper` */
export interface PaperAnswer {
  readonly paper: Omit<StoredPaper, "raw_xml" | "raw_json">;
  /** True if only the withdrawal of the paper is known, and no text of it. */
  readonly is_withdrawal_alone: boolean;
  readonly source_text: {
    /** The attribute that holds the source text. */
    readonly name: "raw_xml" | "raw_json";
    /** The number of bytes of UTF-8, uncompressed. */
    readonly bytes: number;
    /** The beginning of the source text, or all of it. */
    readonly beginning: string;
    readonly is_all: boolean;
  } | null;
}

/** `GET /api/papers/of-run`: the papers that a run wrote, in the order of its batches. */
export interface PapersOfRunAnswer {
  readonly trace_id: string;
  readonly papers: readonly WrittenPaper[];
  /** The `seq` of the event after which the next page continues. Null if this is the last page. */
  readonly next: number | null;
  /** False if the run is not over, and may write more papers. */
  readonly has_ended: boolean;
  readonly unreadable: readonly string[];
}
