// The handler reads the report and opens a case of it.

export const name = "a handler makes a case of the report";

export async function run(desk) {
  const page = await desk.as("handler of lunamobile");
  await page.goto(`${desk.address}/reports`);
  await desk.look(page, "reports");
  await page.locator(`main a[href$="/reports/${desk.notes.report}"]`).first().click();
  await page.waitForURL(/\/reports\/RP-/);
  await desk.look(page, "one report");
  const accept = page.locator('form[action$="/accept"]');
  await accept.locator('[name="title"]').fill("Customer list on an open share");
  await accept.locator(`button:not([type="button"])`).click();
  await page.waitForURL(/\/cases\/BR-/);
  desk.notes.case = page.url().match(/BR-\d{4}-\d{4}/)[0];
}
