// The steps of a notice that several walks take: begin it for a duty, look at it before it goes, approve it.

import { fill, press } from "./forms.mjs";

/**
 * Begins a notice for the duty `what` towards `recipient`; answers its address. The page of notices offers what nobody has
 * begun; another one, such as in a second language, is begun from the list behind its button.
 */
export async function begin(page, base, { recipient, what, language, kind }) {
  await page.goto(`${base}/notices`);
  // Duties that many countries share are folded under their name.
  await page.locator("main").evaluate((main) => main.querySelectorAll("details").forEach((fold) => (fold.open = true)));
  const waits = page.locator("li:not(.whole)", { hasText: recipient }).filter({ hasText: what });
  const begin = waits.getByRole("link", { name: /^Write the notice/ });
  if ((await begin.count()) > 0) await begin.first().click();
  else {
    await page.getByRole("link", { name: "Write another notice" }).click();
    await page.locator("main li", { hasText: recipient }).filter({ hasText: what }).getByRole("link").first().click();
  }
  await page.waitForURL(/\/notices\/new/);
  if (kind) await fill(page, { kind });
  await fill(page, { language });
  await press(page, "Write the notice");
  await page.waitForURL(/\/notices\/\d+$/);
  return page.url();
}

export async function check(page, notice) {
  await page.goto(`${notice}/check`);
  await page.frameLocator("iframe.preview").locator("body").waitFor();
}

/** Lets every finding that wants a reason stand with one; a clean text has none. */
export async function answer(page) {
  while ((await page.locator('input[name="key"]').count()) > 0) {
    await page.locator('textarea[name^="why-"]').first().fill("Read by two people: it stands as it is");
    const standing = page.waitForEvent("framenavigated", { predicate: (frame) => frame === page.mainFrame() });
    await page.getByRole("button", { name: "Let it stand" }).first().click();
    await standing;
    await page.waitForLoadState();
  }
}

/** Declares that the notice was read, and gives the reason for passing what it lacks, where the page asks for one. */
export async function declare(page) {
  await page.check('[name="declared"]');
  const passed = page.locator('[name="passed"]');
  if ((await passed.count()) > 0) await passed.fill("What is not known yet follows in phases");
}

/** Approves what stands on the page of the check now. */
export async function approve(page, notice) {
  await check(page, notice);
  // A message to people opens its approval once every finding has its answer; to an authority one reason passes them all.
  if ((await page.locator('[name="declared"]').count()) === 0) await answer(page);
  await declare(page);
  await press(page, /^Approve for/);
}
