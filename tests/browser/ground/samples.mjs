// Serves the pages of samples/ under the policy that the real pages have. One page is right; each other has one fault.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";

const FOLDER = new URL("../samples/", import.meta.url).pathname;
const TYPES = { ".html": "text/html; charset=utf-8", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml" };
export const POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'";

/** Serves `folder` on a free port; `?bare` leaves the policy out, `/set-cookie` and `/cookie` are for the cookie check. */
export async function serveSamples(folder = FOLDER) {
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, "http://127.0.0.1");
    const headers = url.searchParams.has("bare") ? {} : { "content-security-policy": POLICY };
    const page = (body, more = {}) => {
      response.writeHead(200, { "content-type": TYPES[".html"], ...headers, ...more });
      response.end(`<!doctype html><html lang="en"><title>Cookie</title><main>${body}</main></html>`);
    };
    if (url.pathname === "/set-cookie") return page("set", { "set-cookie": "__Host-desk=kept; Path=/; Secure; HttpOnly; SameSite=Lax" });
    if (url.pathname === "/cookie") return page(request.headers.cookie ?? "none");
    try {
      // The language is chosen as the service does it: by what the browser asks for.
      const language = request.headers["accept-language"]?.startsWith("it") ? ".it" : "";
      const path = join(folder, url.pathname);
      const body = await readFile(path.replace(/\.html$/, `${language}.html`)).catch(() => readFile(path));
      response.writeHead(200, { "content-type": TYPES[extname(path)] ?? "application/octet-stream", ...headers });
      response.end(body);
    } catch {
      response.writeHead(404, { "content-type": TYPES[".html"], ...headers });
      response.end("<!doctype html><html lang=en><title>Not found</title><p>Not found</p></html>");
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    stop: () => new Promise((resolve) => server.close(resolve) && server.closeAllConnections?.()),
  };
}
