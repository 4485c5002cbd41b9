/**
 * The packages that the default chain of credentials imports only if the environment holds no credentials. Lambda puts the
 * credentials of a function's role into the environment, and `fromEnv` is the first link of the chain.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
const OTHER_CREDENTIALS = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@aws-sdk/nested-clients",
  "@smithy/credential-provider-imds",
];

/** The SDK imports it only in a browser, to name the browser in the `user-agent`. */
const NAMES_OF_BROWSERS = ["bowser"];

/**
 * The options of each function's bundle, in addition to SST's own. A process compiles what it loads before it answers the first event,
 * so each byte counts.
 * - `splitting`: modules that are loaded by an `import()` have files of their own, and are read only when they are needed.
 * - Without `keepNames`, no function gets a `name` of its own: that is 50 KB less of the processor, and
 *   a call less for each function when the bundle is loaded.
 *
 * @see docs/decisions/0054-what-a-bundle-leaves-out.md
 */
export const FUNCTION_BUNDLE = {
  splitting: true,
  esbuild: { keepNames: false, external: [...OTHER_CREDENTIALS, ...NAMES_OF_BROWSERS] },
};
