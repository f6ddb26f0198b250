// A stranger at the front door: the sign-in page, in both languages, and nothing behind it.

export const name = "a stranger is asked to sign in and sees nothing else";

export async function run(desk) {
  const page = await desk.visitor();
  await page.goto(`${desk.address}/`);
  if ((await page.locator('input[type="password"]').count()) !== 1) {
    throw new Error(`expected the sign-in page, got ${page.url()}`);
  }
  await desk.look(page, "sign-in");
  await page.context().close();
}
