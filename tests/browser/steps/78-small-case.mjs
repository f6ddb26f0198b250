// A letter to the wrong house: the handler enters it, the DPO advises, the controller signs, and the record prints on one sheet.

import { fill, press, saysNot } from "../ground/forms.mjs";

export const name = "a misdirected letter is decided on few pages, and its record prints on one";

const submit = (page, value) => page.locator(value ? `button[name="act"][value="${value}"]` : 'form[action="/small-cases/new"] button');

export async function run(desk) {
  const handler = await desk.as("handler of ottima");
  await handler.goto(`${desk.address}/small-cases/new`);
  await desk.look(handler, "form of a small case");
  await press(handler, submit(handler), { refused: true });
  await desk.look(handler, "form of a small case with everything missing", { here: true });
  await handler.goto(`${desk.address}/small-cases/new`);
  await fill(handler, {
    telecom: "no",
    title: "Lettera alla casa sbagliata",
    what: "Una conferma d'ordine è arrivata al vicino, che l'ha restituita.",
    when: "2026-10-03T09:00",
    mistake: "yes",
    way: "misdelivery_post",
    people: "1",
    "special-categories": "false",
    "data-sensitivity-of-context": "false",
    vulnerable: "none",
    "recipient-kind": "known_other",
    "data-was-read": "yes",
    deletion: "confirmed_in_writing",
    "harm-time-sensitive": "no",
  });
  for (const kind of ["identity", "contact", "order_details"]) await handler.check(`main [name="kinds"][value="${kind}"]`);
  await press(handler, submit(handler));
  await handler.waitForURL(/\/small-case$/);
  const address = handler.url();

  const dpo = await desk.as("dpo of ottima");
  await dpo.goto(address);
  await desk.look(dpo, "small case, to advise");
  // A provider is under NIS2 too: its reports are presumed until somebody says that this is no such incident.
  for (const box of await dpo.locator('main [name="other"]').all()) await box.check();
  await press(dpo, submit(dpo, "advise"));

  const controller = await desk.as("controller of ottima");
  await controller.goto(address);
  await desk.look(controller, "small case, to sign");
  await press(controller, submit(controller, "sign"));
  await saysNot(controller, "⟪", "misdelivery_post", "order_details");
  await controller.goto(`${address}/record`);
  await desk.look(controller, "record of a small case");
  for (const language of ["en", "it"]) {
    await controller.goto(`${address}/record?lang=${language}`);
    await controller.emulateMedia({ media: "print" });
    const sheet = await controller.pdf({ format: "A4" });
    await controller.emulateMedia({ media: "screen" });
    const sheets = sheet.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g)?.length ?? 0;
    if (sheets !== 1) throw new Error(`the record prints on ${sheets} pages (${language})`);
    // What the desk drafted is read in the language of the record, whoever signed it in which.
    await (language === "it" ? saysNot(controller, "unlikely to result in a risk") : saysNot(controller, "È improbabile"));
  }
}
