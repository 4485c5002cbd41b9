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

/**
 * What SST gives to esbuild for each function, beside its own options. A process compiles its whole bundle before the first event,
 * so each byte counts. Without `keepNames`, no function gets a `name` of its own: that is 50 KB less of the processor, and
 * a call less for each function when the bundle is loaded.
 *
 * @see docs/decisions/0054-what-a-bundle-leaves-out.md
 */
export const FUNCTION_BUNDLE = {
  esbuild: { keepNames: false, external: OTHER_CREDENTIALS },
};
