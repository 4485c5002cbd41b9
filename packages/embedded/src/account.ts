/** Where the embedded AWS says that it is. */
export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";
