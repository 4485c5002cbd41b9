/** Says which deployment of paperledger is meant: the one of a data folder, or one on AWS by the file of its outputs. */
export interface DeploymentPlace {
  readonly dataDir: string;
  readonly outputs?: string;
}
