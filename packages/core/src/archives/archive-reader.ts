import { createHash } from "node:crypto";
import type { Position } from "@paperledger/events/run-event";
import {
  contextBehind,
  type FileContent,
  type FileReading,
  type OpenedRecords,
  openContent,
} from "../batch-files/file-reader.ts";
import { ReadingProgress } from "../batch-files/reading-progress.ts";
import type { Restart } from "../batch-files/restarts.ts";
import type { Skipping } from "../batch-files/skipping.ts";
import type { StoredBytes } from "../batch-files/stored-bytes.ts";
import { decompressFrom, type FileCompression } from "../compression/decompress.ts";
import { peek } from "../compression/peek.ts";
import { OBJECT_START, type RestartPoint } from "../compression/restart-point.ts";
import { RestartPoints } from "../compression/restart-points.ts";
import type { SourceRecord } from "../formats/format.ts";
import { Archive, type ArchiveReading } from "./archive.ts";
import { ArchiveRestarts } from "./archive-restarts.ts";
import { BlockReader } from "./block-reader.ts";
import { tarFormat } from "./tar.ts";
import { isTar, TAR_HEAD_BYTES } from "./tar-entries.ts";

/** Reads an archive once. It tracks its progress and the places at which another reading can begin. */
export class ArchiveReader {
  readonly #bytes: StoredBytes;
  readonly #reading: FileReading;
  readonly #position: Position;
  readonly #progress: ReadingProgress;
  readonly #restarts = new ArchiveRestarts();
  #hasPoints = false;

  constructor(bytes: StoredBytes, reading: FileReading, position: Position) {
    this.#bytes = bytes;
    this.#reading = { ...reading, context: contextBehind(position, reading.context) };
    this.#position = position;
    this.#progress = new ReadingProgress(position);
  }

  /**
   * Opens the archive at its start.
   *
   * @param file the content of the archive
   * @param head the first block of the content
   */
  openWhole({ compression, content, points }: FileContent, head: Buffer): OpenedRecords {
    this.#progress.beginAt(0);
    const reader = new BlockReader(this.#watched(content, 0));
    return this.#open(reader, { compression, points, head });
  }

  /** Opens the archive at one of its files. Returns undefined if the restart belongs to another archive, by its fingerprint. */
  async openAt(restart: Restart): Promise<OpenedRecords | undefined> {
    const { entry } = restart;
    const { compression, content } = await openContent(this.#bytes, this.#reading);
    const { head, close } = await peek(content, TAR_HEAD_BYTES);
    await close();
    if (!entry || !isTar(head) || this.#fingerprintOf(head) !== restart.fingerprint) return undefined;
    this.#progress.beginAt(restart.byteOffset);
    const points = new RestartPoints(restart, this.#reading.restartSpacingBytes);
    const reopen = (byteOffset: number) => {
      const from = compression === "none" ? byteItself(byteOffset) : restart;
      return this.#openAt(byteOffset, from, { compression, points });
    };
    const resume = { position: this.#position, entry };
    return this.#open(
      await reopen(entry.headerByteOffset),
      { compression, points, head },
      { resume, reopen },
    );
  }

  /** Yields the records after the position. */
  afterPosition(records: AsyncIterable<SourceRecord>): AsyncIterable<SourceRecord> {
    return this.#progress.afterPosition(records);
  }

  restartBefore(position: Position): Restart | undefined {
    return this.#restarts.before(position);
  }

  skipping(compression: FileCompression): Skipping | undefined {
    return this.#progress.skipping(compression, { hasRestartPoints: this.#hasPoints, isArchive: true });
  }

  #open(
    reader: BlockReader,
    { compression, points, head }: Omit<FileContent, "content"> & { readonly head: Buffer },
    more: Pick<ArchiveReading, "resume" | "reopen"> = {},
  ): OpenedRecords {
    const fingerprint = this.#fingerprintOf(head);
    let point = OBJECT_START;
    const archive = new Archive(reader, {
      ...this.#reading,
      ...more,
      onEntry: (headerByteOffset) => {
        point =
          compression === "none"
            ? byteItself(headerByteOffset)
            : (points.before(headerByteOffset + 1) ?? OBJECT_START);
        this.#hasPoints = compression === "none" || points.hasAny;
      },
      onRecord: (number, entry) => this.#restarts.note(number, { ...point, fingerprint, entry }),
    });
    return { format: tarFormat(this.#reading.formats), compression, records: recordsOf(archive) };
  }

  /** Returns a reader of the archive that stands at this byte. */
  async #openAt(
    byteOffset: number,
    from: RestartPoint,
    { compression, points }: Omit<FileContent, "content">,
  ): Promise<BlockReader> {
    const { maxUncompressedBytes, formats } = this.#reading;
    const content = decompressFrom(await this.#bytes.open(from.objectByteOffset), compression, from, {
      maxUncompressedBytes,
      formats,
      onRestartPoint: points.add,
    });
    const reader = new BlockReader(this.#watched(content, from.byteOffset), from.byteOffset);
    await reader.skipTo(byteOffset);
    return reader;
  }

  /** Returns a hash of the archive's first block and of the formats' revisions, which decide how files are cut into records. */
  #fingerprintOf(head: Buffer): string {
    const revisions = this.#reading.formats.map(({ name, readerRevision }) => `${name} ${readerRevision}`);
    return createHash("sha256").update(head).update(revisions.join("\n")).digest("hex").slice(0, 16);
  }

  /** Yields the same chunks and counts their bytes, beginning at `byteOffset`. Throws when the signal aborts. */
  async *#watched(
    chunks: AsyncIterable<Buffer>,
    byteOffset: number,
  ): AsyncGenerator<Buffer, void, undefined> {
    let at = byteOffset;
    for await (const chunk of chunks) {
      this.#reading.signal?.throwIfAborted();
      at += chunk.length;
      this.#progress.atByteOffset = at;
      yield chunk;
    }
  }
}

/** Returns the restart point of a byte in an uncompressed object: such an object can be read from any byte on. */
const byteItself = (byteOffset: number): RestartPoint => ({
  objectByteOffset: byteOffset,
  objectBit: 0,
  byteOffset,
});

async function* recordsOf(archive: Archive): AsyncGenerator<SourceRecord, void, undefined> {
  await using open = archive;
  yield* open.records();
}
