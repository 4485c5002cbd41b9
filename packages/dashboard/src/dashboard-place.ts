/** The deployment that the page is about. */
export interface DashboardPlace {
  readonly kind: "laptop" | "aws";
  /** The data folder, or the file of the deployment's outputs. `memory` if nothing is kept. */
  readonly name: string;
  /**
   * The options that name the deployment on the command line, such as `--data FOLDER`. Empty for the usual data folder. Null if no other
   * command reaches the deployment, because it is in the memory of one process.
   */
  readonly options: string | null;
  /** The version of paperledger. */
  readonly version: string;
}
