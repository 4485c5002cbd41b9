/** Takes what a job prints. */
export interface JobOutput {
  /** Adds a line, or several. */
  print(text: string): void;
  /** Replaces the line that tells how far the job is. */
  progress(text: string): void;
}
