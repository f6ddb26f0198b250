// A browser that goes in the middle of a sentence takes nothing with it: a draft saves itself.

import { begin } from "../ground/notices.mjs";
import { says } from "../ground/forms.mjs";

export const name = "what was typed is there again after the browser is gone";

const TYPED = "Typed at night, never saved by a button.";

export async function run(desk) {
  const handler = await desk.as("handler of lunamobile");
  const base = `${desk.address}/cases/${desk.notes.case}`;
  const notice = await begin(handler, base, { recipient: "France", what: "First notice within 24 hours", language: "en" });

  const cookies = await handler.context().storageState();
  const other = await desk.visitor({ cookies });
  await other.clock.install();
  await other.goto(notice);
  const block = other.locator("form.paper textarea").first();
  await block.fill(`${await block.inputValue()}\n\n${TYPED}`);
  await other.clock.runFor(20_000);
  await other.getByText(/^Saved by itself/).waitFor();
  // Saved once more on top of the first time, and asked for review with the token that came with the answer.
  await block.fill(`${await block.inputValue()} Twice.`);
  const saved = other.waitForResponse((answer) => answer.request().method() === "GET" && answer.url().includes("/notices/"));
  await other.clock.runFor(20_000);
  await saved;
  await other.context().close();

  await handler.goto(notice);
  await says(handler, "notice");
  const kept = await handler.locator("form.paper textarea").first().inputValue();
  if (!kept.includes(`${TYPED} Twice.`)) throw new Error(`the text was lost: ${kept.slice(-200)}`);
}
