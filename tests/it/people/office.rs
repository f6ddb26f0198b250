//! An office in the middle of its case: the demo's people, texts in two languages, and a list that somebody uploads.

use std::sync::Arc;

use breachdesk::app::Ctx;
use breachdesk::app::cases::{self, Opening};
use breachdesk::app::demo;
use breachdesk::app::member::{ActiveRole, SignedIn};
use breachdesk::app::notices;
use breachdesk::app::people::imports::{self, Wish};
use breachdesk::app::people::running::{self, SeenByApprover};
use breachdesk::app::people::texts;
use breachdesk::app::pulse::Pulse;
use breachdesk::app::vault::Vault;
use breachdesk::app::{AppError, AppResult};
use breachdesk::clock::Clock;
use breachdesk::domain::actor::Role;
use breachdesk::domain::case::{Case, Certainty, Communication, Source};
use breachdesk::domain::command::{Command, RecordInstant};
use breachdesk::domain::plan::DutyKind;
use breachdesk::domain::situation::{Fact, InstantKind, Knowledge, Scope};
use breachdesk::domain::values::{At, Private};
use breachdesk::ids::Ids;
use breachdesk::notice::Draft;
use breachdesk::store::{Store, StoreConfig, memberships, organisations, users};
use chrono::TimeDelta;
use serde_json::json;
use uuid::Uuid;

use crate::support::app::{START, notice_kit, policy};
use crate::support::database::{Engine, TestDatabase};

/// The one case of the office.
pub const REFERENCE: &str = "BR-2026-0001";

/// Runs the same test on SQLite and on PostgreSQL, with the database in the data folder where it is a file.
pub fn on_both(test: impl Fn(&Ctx)) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        println!("on {engine:?}");
        let folder = tempfile::tempdir().unwrap();
        let postgres = matches!(engine, Engine::Postgres).then(|| TestDatabase::new(engine));
        let store = match &postgres {
            Some(database) => database.store.clone(),
            None => {
                let url = format!("sqlite:{}", folder.path().join("breachdesk.db").display());
                Store::open(&StoreConfig::at(url), Ids).unwrap()
            }
        };
        test(&Ctx {
            store,
            policy: policy(),
            own_laws: Default::default(),
            risk: crate::support::risk_rules(),
            notices: notice_kit(),
            clock: Clock::running_from(At::parse(START).unwrap()),
            ids: Ids,
            wake: Arc::default(),
            pulse: Pulse::default(),
            vault: Vault::open(&folder.path().join("master.key"), None, Ids).unwrap(),
            data_folder: Arc::from(folder.path()),
            public_url: Arc::from("http://desk.example.org"),
            mail_domain: Arc::from("desk.example.org"),
        });
    }
}

pub struct Office<'a> {
    pub ctx: &'a Ctx,
    pub dpo: SignedIn,
    pub controller: SignedIn,
    pub handler: SignedIn,
    pub auditor: SignedIn,
    pub admin: SignedIn,
}

pub fn open(ctx: &Ctx) -> Office<'_> {
    // The demo's people before its stories begin; then a case of its own, one look at the plan away from its duties.
    demo::build(ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
    ctx.clock.set(At::parse(START).unwrap());
    staffed(ctx, "ottima")
}

/// The people of an organisation that has somebody in every role already, and no case of their own.
pub fn again<'a>(ctx: &'a Ctx, slug: &str) -> Office<'a> {
    let who = |role: Role| somebody(ctx, slug, role);
    Office {
        ctx,
        dpo: who(Role::Dpo),
        controller: who(Role::Controller),
        handler: who(Role::Handler),
        auditor: who(Role::Auditor),
        admin: who(Role::Admin),
    }
}

/// The office of an organisation that has somebody in every role already. With few markets its plan is quick.
pub fn staffed<'a>(ctx: &'a Ctx, slug: &str) -> Office<'a> {
    let office = again(ctx, slug);
    let by = office.handler.acting(office.organisation(), &[Role::Handler]).unwrap();
    let opening = Opening {
        organisation: office.organisation(),
        title: Private::new("Attack on the customer platform"),
        drill: false,
        report: None,
    };
    ctx.store.write(|tx| cases::open_in(ctx, tx, &by, opening)).unwrap();
    let aware = Command::RecordInstant(RecordInstant {
        what: InstantKind::Aware,
        // Nineteen hours and a half ago; 2026-10-03T11:00Z where the clock stands at the start of the tests.
        at: ctx.clock.now().plus(-TimeDelta::minutes(19 * 60 + 26)),
        scope: Scope::case(),
        certainty: Certainty::Confirmed,
        source: Source::OwnStaff,
        how: Private::new("Call from network operations"),
        reason: Private::new(""),
        corrects: None,
    });
    cases::run(ctx, &office.dpo, REFERENCE, aware).unwrap();
    for (id, value) in [
        ("nature.cia", json!(["confidentiality"])),
        ("data.categories", json!(["basic", "contact", "payment"])),
        ("incident.description", json!("Somebody read customer data.")),
        ("impact.kinds", json!(["loss_of_control", "financial_loss"])),
        ("measures.mitigation", json!("The systems were shut down and are being restored.")),
    ] {
        let fact = Fact {
            id: id.into(),
            scope: Scope::case(),
            state: Knowledge::Known,
            value,
            how: Private::new(""),
            who: Private::new(""),
            by: None,
        };
        let set = Command::SetFact { fact, source: Private::new("forensics"), evidence: None, seen_set_at: None };
        cases::run(ctx, &office.dpo, REFERENCE, set).unwrap();
    }
    office
}

fn somebody(ctx: &Ctx, slug: &str, role: Role) -> SignedIn {
    let all = ctx.store.read(organisations::all).unwrap();
    let organisation = all.into_iter().find(|row| row.slug == slug).unwrap();
    let holders = ctx.store.read(|conn| memberships::holders_of(conn, organisation.id, &[role])).unwrap();
    let (membership, user): (memberships::MembershipRow, users::UserRow) =
        holders.into_iter().find(|(membership, _)| membership.deputy_of.is_none()).unwrap();
    SignedIn {
        user: user.id,
        session: Uuid::from_u128(1),
        name: Private::new(user.name),
        email: Private::new(user.email),
        language: "en".into(),
        reauthenticated_at: None,
        has_second_factor: false,
        roles: vec![ActiveRole {
            organisation: organisation.id,
            organisation_slug: organisation.slug,
            organisation_name: organisation.name,
            role: membership.role,
            deputy_of: None,
        }],
    }
}

impl Office<'_> {
    fn organisation(&self) -> Uuid {
        self.dpo.roles[0].organisation
    }

    pub fn case(&self) -> Case {
        self.ctx.store.read(|conn| cases::load(conn, &self.dpo, REFERENCE)).unwrap().1
    }

    pub fn mail_out(&self, number: u32) -> Communication {
        self.case().communication(number).unwrap().clone()
    }

    /// A message to people in this language, written by the handler and approved by the DPO.
    pub fn text(&self, language: &str) -> u32 {
        let number = self.draft(language);
        self.approve_text(number);
        number
    }

    pub fn draft(&self, language: &str) -> u32 {
        let duty = self.case().duties.iter().find(|d| d.planned.kind == DutyKind::People && !d.gone).unwrap().number;
        notices::prepare(self.ctx, &self.handler, REFERENCE, duty, language).unwrap();
        let case = self.case();
        let notice = case.notices.last().unwrap();
        // What the demo's facts do not say yet is written by hand, as an office would.
        let mut draft: Draft = serde_json::from_str(notice.content.as_str()).unwrap();
        for block in draft.blocks.iter_mut().filter(|block| block.body.trim().is_empty()) {
            block.body = "Written by the office.".into();
        }
        let number = notice.number;
        notices::edit(self.ctx, &self.handler, REFERENCE, number, notice.revision, &draft).unwrap().unwrap();
        number
    }

    pub fn approve_text(&self, number: u32) {
        let seen = self.ctx.store.read(|conn| {
            let (_, case) = cases::load(conn, &self.dpo, REFERENCE)?;
            notices::seen(self.ctx, conn, &case, case.notice(number).unwrap())
        });
        let seen = seen.unwrap();
        cases::run(self.ctx, &self.handler, REFERENCE, Command::AskReview { number }).unwrap();
        let approved = {
            let release = notices::Release::default();
            notices::approve(self.ctx, &self.dpo, REFERENCE, number, &seen.rendered.digest, release)
        };
        approved.unwrap_or_else(|error| panic!("{error}: missing {:?}", seen.missing));
    }

    pub fn upload(&self, who: &SignedIn, file: &str) -> AppResult<Uuid> {
        let mut upload = imports::take(self.ctx, who, REFERENCE, "clienti.csv")?;
        for piece in file.as_bytes().chunks(10_000) {
            upload.add(piece)?;
        }
        Ok(upload.finish()?.id)
    }

    /// How many people the file at this address would be mailed.
    pub fn look(&self, address: &str) -> u64 {
        let import = Uuid::parse_str(address.rsplit('/').next().unwrap()).unwrap();
        let look = imports::look(self.ctx, &self.handler, REFERENCE, import, &Wish::default()).unwrap();
        look.summary.counts.accepted
    }

    pub fn accept(&self, import: Uuid) -> AppResult<u32> {
        let seen = imports::look(self.ctx, &self.handler, REFERENCE, import, &Wish::default())?.summary.counts.accepted;
        imports::accept(self.ctx, &self.handler, REFERENCE, import, &Wish::default(), seen)
    }

    pub fn imported(&self, file: &str) -> u32 {
        let import = self.upload(&self.handler, file).unwrap();
        self.accept(import).unwrap()
    }

    /// What the approval page shows.
    pub fn seen(&self, number: u32) -> SeenByApprover {
        let (case, mail_out) = (self.case(), self.mail_out(number));
        let texts = texts::texts(&case, &mail_out)
            .into_iter()
            .filter_map(|text| text.chosen.and_then(|chosen| Some((chosen.notice, chosen.approved?.1))))
            .collect();
        SeenByApprover { texts, count: mail_out.counts.accepted }
    }

    pub fn approve(&self, number: u32) -> AppResult<()> {
        texts::test(self.ctx, &self.handler, REFERENCE, number)?;
        running::approve(self.ctx, &self.controller, REFERENCE, number, self.seen(number), None)
    }

    pub fn started(&self, file: &str) -> u32 {
        let number = self.imported(file);
        self.approve(number).unwrap();
        running::start(self.ctx, &self.controller, REFERENCE, number).unwrap();
        number
    }
}

/// Refusals compare by their sentence; other errors by their form.
pub fn said<T>(answer: AppResult<T>) -> String {
    match answer {
        Ok(_) => "done".into(),
        Err(AppError::Refused(refusal)) => refusal.to_string(),
        Err(other) => other.to_string(),
    }
}
