// A public notice: approved, taken away as a page of its own, and marked as published with address, time and hash.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fill, press, says } from "../ground/forms.mjs";
import { approve, begin } from "../ground/notices.mjs";

export const name = "a public notice is exported as approved and marked as published with its hash";

export async function run(desk) {
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  const notice = await begin(handler, base, { recipient: "Ireland", what: "Telling subscribers", language: "en", kind: "public_notice" });
  await press(handler, "Ask for review");
  const controller = await desk.as("controller of lunamobile");
  await approve(controller, notice);
  await says(controller, "approved, NOT published");
  const [download] = await Promise.all([controller.waitForEvent("download"), controller.getByRole("link", { name: "Download the HTML page" }).click()]);
  const bytes = readFileSync(await download.path());
  const hash = createHash("sha256").update(bytes).digest("hex");
  await says(controller, hash);
  if (/<script|https?:\/\/(?!lunamobile)[^"]*\.(js|css)/.test(bytes.toString("utf8"))) throw new Error("the exported page loads something");

  await fill(controller, { address: "https://www.lunamobile.example.org/notice" });
  await press(controller, "Mark as published");
  await says(controller, "https://www.lunamobile.example.org/notice", hash);
  await desk.look(controller, "published");

  // Published is not told: a person records it, on a form that holds what the desk knows.
  await controller.goto(`${base}/duties?open=all`);
  const row = controller.locator("main tr", { hasText: "Record that they are told" }).first();
  await row.getByRole("link", { name: /^Record that they are told/ }).first().click();
  await controller.waitForURL(/\/duties\/\d+\/filing/);
  if (!(await controller.inputValue('[name="what"]')).includes("https://www.lunamobile.example.org/notice")) throw new Error("the form should hold where it stands");
  await desk.look(controller, "people recorded as told");
}
