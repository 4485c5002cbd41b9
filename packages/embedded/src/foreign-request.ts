import type { IncomingHttpHeaders } from "node:http";

/**
 * Returns why a request to a server of this machine is refused, or undefined if it is allowed. Requests of web pages are refused.
 *
 * A loopback address alone does not protect against web pages: a browser sends a page's requests to 127.0.0.1, and a page whose
 * host name resolves to 127.0.0.1 can even read the answers. Programs send the server's address as the host, and no origin. A
 * browser sends the origin of the page.
 *
 * @param authority the server's own host and port: `127.0.0.1:4566`
 * @see https://fetch.spec.whatwg.org/#origin-header
 * @see https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header
 */
export function refusalOfForeign(headers: IncomingHttpHeaders, authority: string): string | undefined {
  const { host, origin } = headers;
  const site = headers["sec-fetch-site"];
  const [, port = ""] = authority.split(/:(?=\d+$)/);
  if (host !== authority && host !== `localhost:${port}`)
    return `the request names the host ${shown(host)}, and this server answers as ${authority} only`;
  if (origin !== undefined && origin !== `http://${host}`)
    return `the request comes from a page of ${shown(origin)}, and this server answers no page but its own`;
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return "the request comes from a page of another site, and this server answers no page but its own";
  return undefined;
}

const shown = (value: string | undefined) => (value === undefined ? "nothing" : JSON.stringify(value));
