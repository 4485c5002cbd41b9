/** The deployment that the page is about. */
export interface DashboardPlace {
  readonly kind: "laptop" | "aws";
  /** The data folder, or the file of the deployment's outputs. `memory` if nothing is kept. */
  readonly name: string;
  /** The options that name the deployment on the command line, such as `--data FOLDER`. Empty for the usual data folder. */
  readonly options: string;
  /** The version of paperledger. */
  readonly version: string;
}
