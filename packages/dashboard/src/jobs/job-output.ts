/** Receives the output of a job. */
export interface JobOutput {
  /** Adds one or more lines. */
  print(text: string): void;
  /** Replaces the line that shows how far the work is. Null removes the line, so that a job that is cut off does not repeat it. */
  progress(text: string | null): void;
}
