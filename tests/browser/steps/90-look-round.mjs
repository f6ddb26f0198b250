// The demo's own cases, big and Italian, and every page of the frame: judged as they stand.

export const name = "every page of the demo is judged";

const PAGES = [
  ["dpo of lunamobile", "/", "home"],
  ["dpo of lunamobile", "/cases", "cases"],
  ["dpo of lunamobile", "/cases/BR-2026-0002", "the big case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002?open=all", "the big case with every line open"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/duties", "duties of the big case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/duties?to=authorities&country=DE&state=to_do&mine=yes", "duties chosen by filters"],
  ["dpo of ottima", "/cases/BR-2026-0001/duties?state=overdue", "duties of the Italian case that are overdue"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/comments", "comments"],
  ["dpo of ottima", "/cases/BR-2026-0001/comments", "comments, in Italian"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/correspondence", "correspondence"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/facts", "facts of the big case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/incident", "questions: incident"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/people", "questions: people"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/consequences", "questions: consequences"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/measures", "questions: measures"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/parties", "questions: parties"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/communication", "questions: communication"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/abroad", "questions: abroad"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/questions/risk", "questions: risk"],
  ["dpo of ottima", "/cases/BR-2026-0001/questions/consequences", "questions in Italian: consequences"],
  ["dpo of ottima", "/cases/BR-2026-0001/questions/measures", "questions in Italian: measures"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/parties", "controllers, markets, data sets"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/tasks", "tasks"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/what-if", "what if"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/risk", "advice on risk of the big case"],
  ["dpo of ottima", "/cases/BR-2026-0001/risk", "advice on risk, in Italian"],
  ["dpo of ottima", "/cases/BR-2026-0001/what-if", "what if, in Italian"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/as-of?entry=12", "the big case as of a past instant"],
  ["dpo of ottima", "/cases/BR-2026-0001/as-of?entry=6", "the Italian case as of a past instant"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/clocks", "all clocks of the big case"],
  ["dpo of ottima", "/cases/BR-2026-0001/clocks", "all clocks of the Italian case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/duties/1/why", "why"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/duties/1/term", "a later end set by the authority"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/close", "close gate"],
  ["dpo of ottima", "/cases/BR-2026-0001/access", "who sees a case, in Italian"],
  ["dpo of lunamobile", "/register", "register"],
  ["dpo of lunamobile", "/statistics", "statistics"],
  ["dpo of ottima", "/statistics/board", "the board's page"],
  ["dpo of lunamobile", "/account", "account"],
  ["dpo of lunamobile", "/reports/new", "staff report"],
  ["dpo of ottima", "/cases/BR-2026-0001", "the Italian case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/notices", "notices of the big case"],
  ["dpo of ottima", "/cases/BR-2026-0001/notices", "notices of the Italian case"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/communications", "telling the people"],
  ["dpo of lunamobile", "/cases/BR-2026-0002/reminders", "reminders"],
  ["dpo of lunamobile", "/tray", "tray"],
  ["admin of lunamobile", "/admin", "administration"],
  ["dpo of lunamobile", "/rules", "rules and habits"],
  ["dpo of ottima", "/rules/ottima", "no rules yet"],
  ["dpo of lunamobile", "/rules/lunamobile/authorities", "own authorities"],
  ["dpo of lunamobile", "/rules/lunamobile/authorities/new", "a new own authority"],
  ["dpo of lunamobile", "/authorities?country=DE", "authorities of a country"],
  ["auditor of lunamobile", "/authorities/BE", "an authority and its practice"],
  ["dpo of lunamobile", "/authorities/IT/address/lunamobile", "the address of an authority, to be checked"],
  ["dpo of lunamobile", "/authorities/IT/address/lunamobile/second", "a second look at it"],
  ["dpo of lunamobile", "/style", "style guide"],
];

export async function run(desk) {
  for (const [who, path, name] of PAGES) {
    const page = await desk.as(who);
    await page.goto(`${desk.address}${path}`);
    await desk.look(page, name);
  }
  const dpo = await desk.as("dpo of lunamobile");
  await dpo.goto(`${desk.address}/register/imports`);
  await desk.look(dpo, "an earlier register: the upload");
  const rows = "Title,Date of breach,People\nMisdirected letter,1/3/2019,1\nLost telephone,soon,many\n";
  await dpo.setInputFiles('[name="file"]', { name: "register.csv", mimeType: "text/csv", buffer: Buffer.from(rows) });
  await dpo.click('main form[enctype] button');
  await dpo.waitForURL(/\/register\/imports\/./);
  await desk.look(dpo, "an earlier register: what would be taken over");
}
