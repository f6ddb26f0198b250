// Somebody without an account, on a small telephone without scripts, reports a suspicion.

export const name = "a stranger reports a suspicion without an account, without scripts, on 320 px";

export async function run(desk) {
  const plain = await desk.visitor({ javaScript: false, width: 320 });
  desk.notes.report = await walk(desk, plain, async () => {});
  await plain.context().close();

  // Once more with scripts, because the judge needs them to look at an answer that cannot be asked for again.
  const page = await desk.visitor({ width: 320 });
  await walk(desk, page, (what) => desk.look(page, what, { here: true }));
  await page.context().close();
}

async function walk(desk, page, look) {
  await page.goto(`${desk.address}/report/lunamobile`);
  const questions = await page.locator("main form :is(fieldset, .field):not(fieldset .field)").count();
  if (questions > 6) throw new Error(`the public form asks ${questions} questions, six are allowed`);
  await look("report");

  // Nothing filled in: every problem at once, nothing lost.
  const send = page.locator(`main form button:not([type="button"])`);
  await send.click();
  if ((await page.locator(".errors").count()) !== 1) throw new Error("an empty report should say what is missing");
  await look("report with problems");

  await page.fill('[name="what"]', "A colleague found a list of customers on an open share");
  await page.check('[name="concerned"][value="customers"]');
  await page.check('[name="ongoing"][value="unknown"]');
  await page.check('[name="works-for-us"][value="yes"]');
  await send.click();
  await page.waitForURL(/\/received\//);
  const text = await page.locator("main").innerText();
  const reference = text.match(/RP-\d{4}-\d{4}/)?.[0];
  if (!reference) throw new Error(`no reference on the receipt: ${text.slice(0, 200)}`);
  if (!/CES?T|UTC|BST/.test(text)) throw new Error("the receipt says the arrival time with its zone");
  await look("report received");
  return reference;
}
