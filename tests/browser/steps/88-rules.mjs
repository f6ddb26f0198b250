// The data protection officer enters a contract: sees what it comes to, saves it, finds it owed; and looks at the habits of the house.

export const name = "a contract is entered, shown before it is saved, and looked after";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  await page.goto(`${desk.address}/rules/lunamobile/new`);
  await desk.look(page, "new rule");

  // Half filled in: every problem at its field.
  await page.click('main form button[name="step"]');
  if ((await page.locator(".errors").count()) !== 1) throw new Error("an empty rule should say what is missing");
  await desk.look(page, "new rule with problems", { here: true });

  await page.fill('[name="contract"]', "Master services agreement");
  await page.fill('[name="clause"]', "9.2");
  await page.fill('[name="gist"]', "Tell within 24 hours of becoming aware");
  await page.fill('[name="recipient"]', "Northwind Bank");
  await page.fill('[name="address"]', "incidents@northwind.example.org");
  await page.selectOption('[name="country"]', "IT");
  await page.fill('[name="period"]', "24");
  await page.fill('[name="from"]', "2026-01-01");
  await page.click('main form button[name="step"][value="preview"]');
  // A condition: the fact first, then its values as boxes; and a follow-up.
  await page.selectOption('[name="fact-1"]', "controller.sector");
  await page.click('main form button[name="step"][value="preview"]');
  await page.getByRole("group", { name: "Condition 1" }).locator('[name="fact-values-1"]').first().check();
  await page.selectOption('[name="later-follow-up-from"]', "first_notice");
  await page.fill('[name="later-follow-up-period"]', "3");
  await page.click('main form button[name="step"][value="preview"]');
  const shown = await page.locator("#preview + p").innerText();
  if (!/Northwind Bank/.test(shown) || !/18:42/.test(shown)) throw new Error(`the preview says: ${shown}`);
  await desk.look(page, "what a rule comes to", { here: true });

  await page.click('main form button[name="step"][value="save"]');
  await page.waitForURL(/\/rules\/lunamobile\?done=added/);
  await desk.look(page, "own rules");
  await page.click("text=Master services agreement");
  await page.waitForURL(/\/contracts\//);
  await desk.look(page, "one rule");
  await page.goto(`${desk.address}/rules/lunamobile/habits`);
  await desk.look(page, "habits");

  // The house words a part of its notices itself: tries it on made-up facts, then keeps it, then goes back.
  await page.goto(`${desk.address}/rules/lunamobile/templates`);
  await desk.look(page, "words of our notices");
  await page.goto(`${desk.address}/rules/lunamobile/templates/gdpr33_initial/en`);
  await page.fill("#heading-times", "When it happened");
  await page.click('main form button[name="step"][value="try"]');
  await page.locator("#tried").waitFor();
  await desk.look(page, "words that were tried", { here: true });
  await page.click('main form button[name="step"][value="keep"]');
  await page.waitForURL(/\/templates\?done=kept/);
  await page.goto(`${desk.address}/rules/lunamobile/templates/gdpr33_initial/en`);
  await page.click('main form[action$="/shipped"] button');
  await page.waitForURL(/\/templates\?done=shipped/);
}
