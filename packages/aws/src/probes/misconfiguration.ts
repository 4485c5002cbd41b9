/** Why AWS refuses a request, and will however often it is tried, until somebody sets something right. */
export type Misconfiguration =
  | "absent"
  | "denied"
  | "other-region"
  | "other-shape"
  | "older-layout"
  | "no-credentials"
  | "no-region";

/** The names of errors that say so; all others may pass by themselves. */
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
 * What is set wrong, as far as an error of the AWS SDK tells; nothing for throttling, time-outs, broken connections and
 * services that break down.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
export function misconfigurationOf(error: unknown): Misconfiguration | undefined {
  if (!(error instanceof Error)) return undefined;
  // The SDK says so in plain errors, and a region that there is not has no address.
  if (/^Region (is missing|not accepted)/.test(error.message)) return "no-region";
  if ("code" in error && error.code === "ENOTFOUND") return "no-region";
  return BY_ERROR_NAME.get(error.name);
}
