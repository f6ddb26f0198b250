//! One incident that was opened twice: the two cases beside each other, what happens to what, and the form that merges them.

use askama::Template;

use super::entries::differing;
use super::facts::label;
use super::{Head, address, framed, moment_with_utc, open, refused_at};
use crate::app::cases::merging::{self, Pair, Told};
use crate::app::{AppError, Ctx};
use crate::domain::case::Case;
use crate::domain::situation::Knowledge;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::problem::Problem;
use crate::web::visit::{Answer, Visit};

/// What both cases say of one thing.
pub struct Line {
    pub what: String,
    pub here: String,
    pub there: String,
}

/// The case that was found, ready to be merged.
pub struct Found {
    pub other: String,
    pub other_title: String,
    pub lines: Vec<Line>,
    /// What the two say differently, in words.
    pub differs: Vec<String>,
    /// Which of the two goes on.
    pub choices: Vec<Choice>,
}

#[derive(Template)]
#[template(path = "pages/case/merge.html")]
pub struct Merge {
    pub f: Frame,
    pub head: Head,
    pub form: Form,
    pub found: Option<Found>,
    pub action: String,
    pub back: String,
}

pub async fn show(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let with = visit.query("with").trim().to_uppercase();
    let mut form = Form::empty(visit.t()).fill("with", &with);
    let found = if with.is_empty() { None } else { found(&visit, &case, &with, &mut form).await? };
    answer(&visit, &case, &organisation, form, found)
}

fn answer(visit: &Visit, case: &Case, organisation: &str, form: Form, found: Option<Pair>) -> Answer {
    let (f, head) = framed(visit, case, organisation, "", visit.t().text("merge-title"));
    let page = Merge {
        found: found.map(|pair| beside(&f, visit.ctx(), &pair)),
        action: address(case, "/merge"),
        back: address(case, "/links"),
        f: f.problems(!form.is_good()),
        form,
        head,
    };
    super::answer(visit, &page.form.clone(), &page)
}

/// The other case, or what speaks against merging as a problem of the form. A refusal is asked both ways round: which of the two goes on is
/// chosen afterwards.
async fn found(visit: &Visit, case: &Case, with: &str, form: &mut Form) -> Result<Option<Pair>, Problem> {
    let (who, mine, theirs) = (visit.person()?.clone(), case.reference.clone(), with.to_owned());
    let looked =
        visit.run(move |ctx| ctx.store.read(|conn| merging::look(conn, &who, &mine, &theirs, ctx.clock.now()))).await;
    match looked {
        Ok(pair) => Ok(Some(pair)),
        Err(Problem::App(AppError::Invalid { field, key })) => {
            form.problem(field, visit.t().text(key));
            Ok(None)
        }
        Err(problem) => {
            refused_at(visit, form, "with", problem)?;
            Ok(None)
        }
    }
}

fn beside(f: &Frame, ctx: &Ctx, pair: &Pair) -> Found {
    let (here, there) = (&pair.stays, &pair.goes);
    let mut lines = vec![
        line(f.text("register-title-column"), here, there, |case| case.title.as_str().to_owned()),
        line(f.text("merge-opened"), here, there, |case| moment_with_utc(f, case.opened_at)),
    ];
    let mut moments: Vec<_> = here.instants_in_force().chain(there.instants_in_force()).map(|one| one.what).collect();
    moments.sort_unstable();
    moments.dedup();
    for what in moments {
        lines.push(line(f.of("instant", what), here, there, |case| {
            let first = case.instants_in_force().filter(|entry| entry.what == what).map(|entry| entry.at).min();
            first.map(|at| moment_with_utc(f, at)).unwrap_or_default()
        }));
    }
    let known = |case: &Case| case.facts.iter().filter(|one| one.fact.state != Knowledge::Unknown).count();
    let filed = |case: &Case| case.all_filings().iter().filter(|(_, filing)| case.stands(filing)).count();
    lines.push(line(f.text("merge-known-facts"), here, there, |case| f.number(known(case))));
    lines.push(line(f.text("merge-filings"), here, there, |case| f.number(filed(case))));
    lines.push(line(f.text("merge-decisions"), here, there, |case| f.number(case.decisions.len())));
    for id in pair.differs.iter().filter_map(|one| one.strip_prefix("fact:")) {
        lines.push(line(label(ctx, f.t, id), here, there, |case| {
            let entries = case.facts.iter().filter(|entry| entry.fact.id == id);
            entries.map(|entry| super::facts::answer_words(ctx, f, entry)).collect::<Vec<_>>().join("; ")
        }));
    }
    Found {
        other: there.reference.clone(),
        other_title: there.title.as_str().to_owned(),
        lines,
        differs: pair.differs.iter().map(|one| differing(f, ctx, one)).collect(),
        choices: [here, there]
            .map(|case| {
                let name = format!("{} {}", case.reference, case.title.as_str());
                Choice::new(&case.reference, f.with1("merge-goes-on", "case", &name))
            })
            .into(),
    }
}

fn line(what: String, here: &Case, there: &Case, say: impl Fn(&Case) -> String) -> Line {
    Line { what, here: say(here), there: say(there) }
}

pub async fn act(visit: Visit) -> Answer {
    let (case, organisation) = open(&visit).await?;
    let mut form = visit.form.clone();
    form.only(&["with", "stays", "reason"]);
    let with = form.line("with", "merge-no-such-case").unwrap_or_default().to_uppercase();
    let stays = form.choice("stays", "merge-choose", |word| {
        [case.reference.as_str(), with.as_str()].contains(&word).then(|| word.to_owned())
    });
    let reason = form.text("reason", "refusal-reason-missing");
    if let (Some(stays), Some(reason), true) = (stays, reason, form.is_good()) {
        let goes = if stays == case.reference { with.clone() } else { case.reference.clone() };
        let who = visit.person()?.clone();
        let t = visit.t();
        let told = Told {
            from: t.with1("merge-from", "reference", &goes),
            compare: t.with1("merge-compare", "reference", &goes),
        };
        let merged = visit
            .once(move |ctx| {
                let stays = merging::merge(ctx, &who, &stays, &goes, &Private::new(reason), &told)?;
                Ok(format!("/cases/{stays}"))
            })
            .await;
        match merged {
            Ok(location) => return visit.see_other(location),
            Err(Problem::App(AppError::Invalid { field, key })) => form.problem(field, t.text(key)),
            Err(problem) => refused_at(&visit, &mut form, "with", problem)?,
        }
    }
    let mut quiet = Form::empty(visit.t());
    let pair = if with.is_empty() { None } else { found(&visit, &case, &with, &mut quiet).await? };
    answer(&visit, &case, &organisation, form, pair)
}
