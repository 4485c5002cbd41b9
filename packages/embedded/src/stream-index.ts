import { DatabaseSync } from "node:sqlite";
import { databaseFileError } from "./database-file.ts";

/** The longest wait for the file's lock. While dynoxide creates a table, it holds the lock for some milliseconds. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Adds an index to dynoxide's table of stream records, if it has none. Without the index, dynoxide 1.2.1 reads all stream records
 * with every read of a stream, and with every write to a table with a stream, to find the next sequence number. So each event of
 * a long run would be slower than the one before. SQLite uses the index for both queries.
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
