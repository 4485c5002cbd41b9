/** The region of the embedded AWS. */
export const REGION = "us-east-1";
/** The account of the embedded AWS. */
export const ACCOUNT_ID = "000000000000";
