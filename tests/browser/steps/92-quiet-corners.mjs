// Pages that no story leads to: entries, parties and members by themselves, forms that few people open. With the other steps every
// page of the service is looked at; `pages.json` holds them.

import { fill, press } from "../ground/forms.mjs";

export const name = "the pages off the main road are judged too";

const LUNA = "/cases/BR-2026-0002";
const OTTIMA = "/cases/BR-2026-0001";
const ORGANISATION = "/admin/organisations/lunamobile";

const PAGES = [
  [null, "/report", "which organisation"],
  [null, "/report/lunamobile/processor?name=Example%20Billing%20Ltd", "a processor informs its controller"],
  [null, "/password/forgotten", "forgotten password"],
  ["dpo of lunamobile", "/account/confirm", "password again"],
  ["dpo of lunamobile", "/clock", "clock of the desk"],
  ["dpo of lunamobile", `${LUNA}/title`, "title of the case"],
  ["dpo of lunamobile", `${LUNA}/links`, "linked cases and a copy"],
  ["dpo of lunamobile", `${LUNA}/merge`, "merging two cases"],
  ["dpo of lunamobile", `${LUNA}/questions/parties`, "the questions of a group"],
  ["dpo of lunamobile", `${LUNA}/defer`, "not decided yet"],
  ["dpo of lunamobile", `${LUNA}/facts/nature.cia`, "one fact"],
  ["dpo of lunamobile", `${LUNA}/instants/new`, "new moment"],
  ["dpo of lunamobile", `${LUNA}/duties/1/filing`, "filing without a notice"],
  ["dpo of lunamobile", `${LUNA}/duties/1/term`, "a later term"],
  ["dpo of lunamobile", `${LUNA}/duties/82/translation`, "who translates a notice"],
  ["dpo of lunamobile", `${LUNA}/controllers/lunamobile-it`, "one controller"],
  ["dpo of lunamobile", `${LUNA}/data-sets/lunamobile-it-subscribers`, "one data set"],
  ["dpo of lunamobile", `${LUNA}/notices/new`, "which notice"],
  ["dpo of lunamobile", `${LUNA}/letters/new`, "a letter to somebody else"],
  ["dpo of lunamobile", "/rules/lunamobile/authorities", "added authorities"],
  ["admin of lunamobile", "/admin/mail", "mail server of the demo"],
  ["admin of lunamobile", "/admin/organisations/new", "new organisation"],
  ["admin of lunamobile", ORGANISATION, "big organisation"],
  ["admin of lunamobile", `${ORGANISATION}/details`, "details"],
  ["admin of lunamobile", `${ORGANISATION}/controllers/new`, "new controller"],
  ["admin of lunamobile", `${ORGANISATION}/controllers/lunamobile-it`, "one controller of the organisation"],
  ["admin of lunamobile", `${ORGANISATION}/members`, "members of the demo"],
  ["admin of lunamobile", `${ORGANISATION}/tokens`, "tokens"],
  ["admin of lunamobile", `${ORGANISATION}/certified-mail`, "receipts of certified mail"],
];

/** Pages whose address has a number that only the page before them knows: where one starts, and the link that leads on. */
const BEHIND = [
  ["dpo of lunamobile", `${LUNA}/parties`, /\/markets\/(?!new$)[^/]+$/, "one market"],
  ["dpo of lunamobile", `${LUNA}/notices`, /\/notices\/\d+$/, "one notice"],
  ["dpo of lunamobile", `${LUNA}/notices`, /\/duties\/\d+\/sheet$/, "sheet for an authority's form"],
  ["admin of lunamobile", `${ORGANISATION}/members`, /\/admin\/members\/[^/]+$/, "one member"],
  ["dpo of lunamobile", "/rules/lunamobile", /\/contracts\/[^/]+$/, "one contract"],
];

export async function run(desk) {
  for (const [who, path, what] of PAGES) {
    const page = who ? await desk.as(who) : await desk.visitor();
    await page.goto(`${desk.address}${path}`);
    await desk.look(page, what);
    if (!who) await page.context().close();
  }
  for (const [who, path, pattern, what] of BEHIND) {
    const page = await desk.as(who);
    await page.goto(`${desk.address}${path}`);
    await desk.look(await follow(page, pattern), what);
  }

  // From one notice to the draft that the facts would give now, from one contract to its next version.
  const dpo = await desk.as("dpo of lunamobile");
  await dpo.goto(`${desk.address}/rules/lunamobile`);
  await follow(dpo, /\/contracts\/[^/]+$/);
  await desk.look(await follow(dpo, /\/next$/), "the next version of a contract");
  await dpo.goto(`${desk.address}${LUNA}/notices`);
  for (const row of await dpo.locator("tbody tr").all()) {
    if (!/draft, not filed/.test(await row.innerText())) continue;
    await row.getByRole("link").first().click();
    break;
  }
  await desk.look(await follow(dpo, /\/redraft$/), "the draft that the facts would give now");

  await authority(desk, dpo);
  await ownReport(desk);
  await reopen(desk);
}

/** Follows the first link of the page whose address fits. */
async function follow(page, pattern) {
  const links = await page.locator("main a[href]").evaluateAll((all) => all.map((a) => a.href));
  const next = links.find((href) => pattern.test(new URL(href).pathname));
  if (!next) throw new Error(`${page.url()} has no link like ${pattern}: ${links.join(" ")}`);
  await page.goto(next);
  return page;
}

async function authority(desk, page) {
  await page.goto(`${desk.address}/rules/lunamobile/authorities/new`);
  await desk.look(page, "new authority");
  await fill(page, { "authority-name": "Autoridade de Proteção (invented)", country: "BR", zone: "America/Sao_Paulo", languages: "pt, en" });
  await fill(page, { channels: "online_form", act: "Data law of 2018", article: "art. 48", asks: "Every incident with relevant risk" });
  await fill(page, { period: "3", unit: "working_days", from: "2021-08-01", page: "https://authority.example.org/incidents" });
  await press(page, page.locator("main form button:not([type='button'])").last());
  await page.goto(`${desk.address}/rules/lunamobile/authorities`);
  await desk.look(await follow(page, /\/authorities\/(?!new)[^/]+$/), "one added authority");
}

async function ownReport(desk) {
  const page = await desk.as("reporter of lunamobile");
  await page.goto(`${desk.address}/`);
  await desk.look(page, "home of somebody who only reports");
  await page.goto(`${desk.address}/reports/new`);
  await fill(page, { what: "A laptop is missing since lunch", concerned: "staff", ongoing: "unknown" });
  await press(page, page.locator("main form button:not([type='button'])").last());
  await desk.look(page, "staff report received");
}

/** The last step of the smaller case: every point passed with a reason, then closed, so that it could be opened again. */
async function reopen(desk) {
  const page = await desk.as("dpo of ottima");
  await page.goto(`${desk.address}${OTTIMA}/close?lang=en`);
  for (const fold of await page.locator("main fieldset details:not([open]) > summary").all()) await fold.click();
  for (const box of await page.locator("input[name='point']").all()) await box.check();
  await fill(page, { reason: "Handed over to the group; what is open is followed there" });
  await press(page, page.getByRole("button", { name: "Pass the ticked points" }));
  await press(page, page.getByRole("button", { name: "Close the case" }));
  await page.goto(`${desk.address}${OTTIMA}/reopen`);
  await desk.look(page, "opening a case again");
}
