/** Which paperledger: the one of a data folder, or one on AWS, of which there is a file with its names. */
export interface DeploymentPlace {
  readonly dataDir: string;
  readonly outputs?: string;
}
