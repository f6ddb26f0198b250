// How a person works with the pages: presses a button, reads what came of it, waits for a word.

/** Presses a button (a locator, or its name) and waits for the answer. Says what the page says if it refuses. */
export async function press(page, button, { refused = false } = {}) {
  const target = typeof button === "string" || button instanceof RegExp ? page.getByRole("button", { name: button, exact: typeof button === "string" }).first() : button;
  await target.click();
  await page.waitForLoadState();
  const problems = page.locator('.errors[tabindex="-1"]');
  const found = (await problems.count()) > 0 ? await problems.innerText() : "";
  if (refused && !found) throw new Error(`${page.url()} took what it should refuse`);
  if (!refused && found) throw new Error(`${page.url()} refused: ${found}`);
  return found;
}

/** Fills fields by their names; boxes and radios by `name=value`. */
export async function fill(page, fields) {
  for (const [name, value] of Object.entries(fields)) {
    const field = page.locator(`main [name="${name}"]`);
    const type = await field.first().evaluate((element) => (element.tagName === "SELECT" ? "select" : element.type));
    if (type === "select") await field.selectOption(value);
    else if (type === "radio" || type === "checkbox") await page.check(`main [name="${name}"][value="${value}"]`);
    else await field.fill(value);
  }
}

/** Fails unless the page says all of `words`. */
export async function says(page, ...words) {
  const text = await page.locator("main").innerText();
  for (const word of words) {
    if (!text.includes(word)) throw new Error(`${page.url()} does not say “${word}”; it says: ${text.slice(0, 1500)}`);
  }
  return text;
}

/** Fails if the page says any of `words`. */
export async function saysNot(page, ...words) {
  const text = await page.locator("main").innerText();
  for (const word of words) if (text.includes(word)) throw new Error(`${page.url()} says “${word}”`);
}

/** Asks for the page again until it says `word`, as a person does who waits for it. */
export async function untilItSays(page, word, { seconds = 60 } = {}) {
  const until = performance.now() + seconds * 1000;
  for (;;) {
    const text = await page.locator("main").innerText();
    if (text.includes(word)) return text;
    if (performance.now() > until) throw new Error(`${page.url()} does not come to say “${word}”: ${text.slice(0, 1500)}`);
    await page.reload();
  }
}
