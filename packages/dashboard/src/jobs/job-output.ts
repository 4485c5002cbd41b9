/** Receives the output of a job. */
export interface JobOutput {
  /** Adds one or more lines. */
  print(text: string): void;
  /** Replaces the line that shows the progress. */
  progress(text: string): void;
}
