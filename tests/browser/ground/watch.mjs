// Listens to one page and keeps what a visitor never should be able to cause: script errors, refusals of the content
// security policy, requests to other hosts, server errors.

const logs = new WeakMap();

/** Starts listening; `take(page)` gives what has happened since and forgets it. */
export function watch(page, address) {
  const faults = [];
  logs.set(page, faults);
  const home = new URL(address).origin;

  page.on("pageerror", (error) => faults.push(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() !== "error") return;
    const text = message.text();
    if (/content security policy/i.test(text)) faults.push(`content security policy: ${text}`);
    // A page may answer 4xx on purpose (a form with errors); its own status is judged below.
    else if (!(/Failed to load resource/.test(text) && message.location().url === page.url())) faults.push(`console: ${text}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== home) faults.push(`asks another host: ${request.url()}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) faults.push(`server error ${response.status()}: ${response.url()}`);
    const type = response.headers()["content-type"] ?? "";
    if (type.startsWith("text/html") && !response.headers()["content-security-policy"]) {
      faults.push(`no content security policy: ${response.url()}`);
    }
  });
  return page;
}

export function take(page) {
  return (logs.get(page) ?? []).splice(0);
}
