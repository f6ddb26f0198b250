// Signs in through the form, as a person does. The one place that knows its fields.

export async function signIn(page, address, { email, password }) {
  await page.goto(`${address}/sign-in`);
  await page.locator('input[autocomplete="username"]').fill(email);
  await page.locator('input[type="password"]').fill(password);
  await page.locator('main form button:not([type="button"])').first().click();
  await page.waitForLoadState();
  if (new URL(page.url()).pathname === "/sign-in") {
    const why = await page.locator("main").innerText();
    throw new Error(`${email} was not signed in; the page says: ${why.slice(0, 300)}`);
  }
}
