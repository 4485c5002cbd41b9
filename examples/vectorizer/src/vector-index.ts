import { DatabaseSync } from "node:sqlite";
import { load } from "sqlite-vec";
import { z } from "zod";
import type { Embedder } from "./embedder.ts";

/** A version of a paper, and the vector of its text. A withdrawn paper, or a text without words, has no vector. */
export interface IndexedPaper {
  readonly paper_id: string;
  readonly title: string;
  readonly updated_at: string;
  readonly tie: string;
  readonly is_withdrawn: boolean;
  readonly vector: Float32Array | undefined;
}

export interface Neighbour {
  readonly paper_id: string;
  readonly title: string;
  /** From 1 (the same direction) down to -1. */
  readonly similarity: number;
}

const neighbourSchema = z.object({ paper_id: z.string(), title: z.string(), distance: z.number() });

/**
 * Opens the index: an SQLite file with sqlite-vec, which searches by cosine. It keeps the newest version of each paper, in whatever
 * order versions come. A withdrawn paper leaves a row without a vector, so that a late event of an older version does not bring the
 * paper back.
 */
export function openVectorIndex(file: string, { model, dimensions }: Pick<Embedder, "model" | "dimensions">) {
  const database = new DatabaseSync(file, { allowExtension: true });
  load(database);
  database.exec(`
    PRAGMA busy_timeout = 10000;
    CREATE TABLE IF NOT EXISTS papers (
      id INTEGER PRIMARY KEY, paper_id TEXT UNIQUE, title TEXT, updated_at TEXT, tie TEXT, is_withdrawn INTEGER
    );
    CREATE VIRTUAL TABLE IF NOT EXISTS vectors USING vec0(embedding float[${dimensions}] distance_metric=cosine);
    CREATE TABLE IF NOT EXISTS models (model TEXT PRIMARY KEY);
  `);
  const others = database.prepare("SELECT model FROM models WHERE model <> ?").all(model);
  if (others.length > 0)
    throw new Error(`${file} has vectors of ${others[0]?.model}, not of ${model}: choose another file`);
  database.prepare("INSERT OR IGNORE INTO models VALUES (?)").run(model);

  // Returns no row, and changes nothing, if the index has this version or a newer one.
  const upsert = database.prepare(`
    INSERT INTO papers (paper_id, title, updated_at, tie, is_withdrawn) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (paper_id) DO UPDATE SET
      title = excluded.title, updated_at = excluded.updated_at, tie = excluded.tie, is_withdrawn = excluded.is_withdrawn
    WHERE (excluded.updated_at, excluded.tie, excluded.is_withdrawn) > (papers.updated_at, papers.tie, papers.is_withdrawn)
    RETURNING id`);
  // sqlite-vec has no upsert, and takes row ids as BigInt.
  const deleteVector = database.prepare("DELETE FROM vectors WHERE rowid = ?");
  const insertVector = database.prepare("INSERT INTO vectors (rowid, embedding) VALUES (?, ?)");
  const deletePaper = database.prepare("DELETE FROM papers WHERE paper_id = ? RETURNING id");
  const nearest = database.prepare(`
    SELECT papers.paper_id, papers.title, found.distance
    FROM (SELECT rowid, distance FROM vectors WHERE embedding MATCH ? AND k = ?) AS found
    JOIN papers ON papers.id = found.rowid ORDER BY found.distance`);

  function put({ paper_id, title, updated_at, tie, is_withdrawn, vector }: IndexedPaper): boolean {
    const row = upsert.get(paper_id, title, updated_at, tie, is_withdrawn ? 1 : 0);
    if (!row) return false;
    const id = BigInt(Number(row.id));
    deleteVector.run(id);
    if (vector) insertVector.run(id, vector);
    return true;
  }

  function remove(paper_id: string): void {
    const row = deletePaper.get(paper_id);
    if (row) deleteVector.run(BigInt(Number(row.id)));
  }

  return {
    /**
     * Puts the papers of one event into the index and removes the papers that are gone, all in one transaction. Returns how many
     * versions were newer than those in the index.
     */
    change(papers: readonly IndexedPaper[], gone: readonly string[]): number {
      database.exec("BEGIN IMMEDIATE");
      try {
        const changed = papers.filter(put).length;
        for (const paper_id of gone) remove(paper_id);
        database.exec("COMMIT");
        return changed;
      } catch (error) {
        database.exec("ROLLBACK");
        throw error;
      }
    },
    nearest: (vector: Float32Array, k: number): readonly Neighbour[] =>
      z
        .array(neighbourSchema)
        .parse(nearest.all(vector, k))
        .map(({ paper_id, title, distance }) => ({ paper_id, title, similarity: 1 - distance })),
    close: () => database.close(),
  };
}

export type VectorIndex = ReturnType<typeof openVectorIndex>;
