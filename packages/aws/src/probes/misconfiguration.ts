/** The reason why AWS refuses a request. Retries do not help. Somebody has to correct a setting. */
export type Misconfiguration =
  | "absent"
  | "denied"
  | "other-region"
  | "other-shape"
  | "older-layout"
  | "no-credentials"
  | "no-region";

/** The names of errors that mean a misconfiguration. All other errors may end by themselves. */
const BY_ERROR_NAME: ReadonlyMap<string, Misconfiguration> = new Map([
  ["ResourceNotFoundException", "absent"],
  ["NoSuchBucket", "absent"],
  ["QueueDoesNotExist", "absent"],
  ["AccessDenied", "denied"],
  ["AccessDeniedException", "denied"],
  ["PermanentRedirect", "other-region"],
  ["AuthorizationHeaderMalformed", "other-region"],
  ["IllegalLocationConstraintException", "other-region"],
  ["ValidationException", "other-shape"],
  ["InvalidBucketName", "other-shape"],
  ["InvalidAddress", "other-shape"],
  ["OlderTableError", "older-layout"],
  ["CredentialsProviderError", "no-credentials"],
  ["TokenProviderError", "no-credentials"],
  ["UnrecognizedClientException", "no-credentials"],
  ["InvalidSignatureException", "no-credentials"],
  ["SignatureDoesNotMatch", "no-credentials"],
  ["InvalidAccessKeyId", "no-credentials"],
  ["InvalidClientTokenId", "no-credentials"],
  ["ExpiredToken", "no-credentials"],
  ["ExpiredTokenException", "no-credentials"],
]);

/**
 * Returns the misconfiguration that an error of the AWS SDK means. Returns undefined for throttling, time-outs, broken connections and
 * failures of a service.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function misconfigurationOf(error: unknown): Misconfiguration | undefined {
  if (!(error instanceof Error)) return undefined;
  // The SDK throws plain errors for a bad region. A region that does not exist has no address.
  if (/^Region (is missing|not accepted)/.test(error.message)) return "no-region";
  if ("code" in error && error.code === "ENOTFOUND") return "no-region";
  return BY_ERROR_NAME.get(error.name);
}
