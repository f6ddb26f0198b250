// Somebody wonders: what if France were affected too, and what if the proposal were law? Nothing of it is stored.

export const name = "a try-out of two things at once, with a proposal beside the law";

export async function run(desk) {
  const page = await desk.as("dpo of lunamobile");
  await page.goto(`${desk.address}/cases/BR-2026-0002/what-if`);
  await page.selectOption('[name="market-country"]', "US");
  await page.getByRole("button", { name: "Try out" }).click();
  await page.getByRole("heading", { name: "What would be" }).waitFor();
  await page.selectOption('[name="market-country"]', "BR");
  await page.locator('[name="proposal"]').first().check();
  await page.getByRole("button", { name: "Try out" }).click();
  await page.getByRole("heading", { name: /As proposed/ }).waitFor();
  const boxes = await page.locator('[name="also"]:checked').count();
  if (boxes !== 2) throw new Error(`two markets were added, ${boxes} boxes stand on the form`);
  await desk.look(page, "what would be", { here: true });
  await page.locator('[name="also"]').first().uncheck();
  await page.getByRole("button", { name: "Try out" }).click();
  await page.getByRole("heading", { name: "What would be" }).waitFor();
  if ((await page.locator('[name="also"]').count()) !== 1) throw new Error("the market was not taken back");
}
