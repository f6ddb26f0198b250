// Somebody without an account, on a small telephone without scripts, reports a suspicion.

export const name = "a stranger reports a suspicion without an account, without scripts, on 320 px";

export async function run(desk) {
  const page = await desk.visitor({ javaScript: false, width: 320 });
  await page.goto(`${desk.address}/report/lunamobile`);
  const questions = await page.locator("main form :is(fieldset, .field):not(fieldset .field)").count();
  if (questions > 6) throw new Error(`the public form asks ${questions} questions, six are allowed`);
  await desk.look(page, "report");

  // Nothing filled in: every problem at once, nothing lost.
  await page.locator(`main form button:not([type="button"])`).click();
  if ((await page.locator(".errors").count()) !== 1) throw new Error("an empty report should say what is missing");
  await desk.look(page, "report with problems", { here: true });

  await page.fill('[name="what"]', "A colleague found a list of customers on an open share");
  await page.check('[name="concerned"][value="customers"]');
  await page.check('[name="ongoing"][value="unknown"]');
  await page.check('[name="works-for-us"][value="yes"]');
  await page.locator(`main form button:not([type="button"])`).click();
  await page.waitForURL(/\/received\//);
  const text = await page.locator("main").innerText();
  desk.notes.report = text.match(/RP-\d{4}-\d{4}/)?.[0];
  if (!desk.notes.report) throw new Error(`no reference on the receipt: ${text.slice(0, 200)}`);
  if (!/CES?T|UTC|BST/.test(text)) throw new Error("the receipt says the arrival time with its zone");
  await desk.look(page, "report received", { here: true });
  await page.context().close();
}
