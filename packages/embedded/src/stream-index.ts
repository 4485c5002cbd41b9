import { DatabaseSync } from "node:sqlite";
import { databaseFileError } from "./database-file.ts";

/** While a table is created, dynoxide holds the file for some milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Gives dynoxide's table of stream records an index, if it has none. dynoxide 1.2.1 reads the whole table with every write to a
 * table that has a stream, to find the next sequence number, and with every read of a stream. So a long run gets slower with each
 * of its events. SQLite uses the index for both.
 *
 * @throws DatabaseFileError
 * @see https://www.sqlite.org/expridx.html
 */
export function indexStreamRecords(file: string): void {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
    database.exec(
      "CREATE INDEX IF NOT EXISTS stream_records_in_order ON _stream_records (table_name, CAST(sequence_number AS INTEGER))",
    );
  } catch (cause) {
    throw databaseFileError(file, cause);
  } finally {
    database?.close();
  }
}
