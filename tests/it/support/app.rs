//! The running application: the real server on a port of its own, on either database, with a clock that tests move and people who sign in
//! through the real form.

use std::net::TcpListener;
use std::sync::Arc;

use breachdesk::app::admin::{enter_member, enter_organisation};
use breachdesk::app::auth::password;
use breachdesk::app::notices::kit::NoticeKit;
use breachdesk::app::pulse::Pulse;
use breachdesk::app::vault::Vault;
use breachdesk::app::{AppError, Ctx};
use breachdesk::clock::Clock;
use breachdesk::domain::actor::{Actor, Role};
use breachdesk::domain::values::At;
use breachdesk::ids::Ids;
use breachdesk::policy::PolicySet;
use breachdesk::store::memberships::{MembershipRow, MembershipStatus};
use breachdesk::store::organisations::OrganisationRow;
use breachdesk::store::users::{self, UserRow, UserStatus};
use breachdesk::store::{StoreError, StoreResult};
use breachdesk::web;
use breachdesk::web::settings::{Limit, Limits, Settings};
use chrono::TimeDelta;
use uuid::Uuid;

use super::browser::Browser;
use super::database::{Engine, TestDatabase};

/// What every person of the tests signs in with.
pub const PASSWORD: &str = "quiet lamp under seven stairs";
/// Where the clock stands when a test begins.
pub const START: &str = "2026-10-04T06:26:00Z";

pub struct TestApp {
    pub ctx: Ctx,
    pub database: TestDatabase,
    pub base: String,
    /// Lunamobile Group, whose people the actors are.
    pub organisation: Uuid,
    /// Ottima Servizi, to which none of them belongs.
    pub other_organisation: Uuid,
    server: actix_web::dev::ServerHandle,
    /// Master key and waiting uploads; gone with the test.
    pub folder: tempfile::TempDir,
}

/// Runs the same test against the service on SQLite and on PostgreSQL; a failure says on which.
pub async fn on_both_apps<F: AsyncFn(&TestApp)>(test: F) {
    for engine in [Engine::Sqlite, Engine::Postgres] {
        println!("on {engine:?}");
        let app = TestApp::on(engine).await;
        test(&app).await;
    }
}

/// Limits that no test meets by accident.
pub fn generous() -> Limits {
    let limit = Limit { at_once: 1_000_000, then_one_per_seconds: 1 };
    Limits { sign_in: limit, report: limit, api: limit }
}

impl TestApp {
    pub async fn start() -> Self {
        Self::on(Engine::Sqlite).await
    }

    pub async fn on(engine: Engine) -> Self {
        Self::with(engine, Settings { demo: true, limits: generous(), ..Settings::default() }).await
    }

    pub async fn with(engine: Engine, settings: Settings) -> Self {
        Self::under(engine, settings, policy()).await
    }

    /// The same under another law than the shipped one.
    pub async fn under(engine: Engine, settings: Settings, policy: Arc<PolicySet>) -> Self {
        let database = tokio::task::spawn_blocking(move || TestDatabase::new(engine)).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let ctx = Ctx {
            store: database.store.clone(),
            policy,
            own_laws: Default::default(),
            risk: crate::support::risk_rules(),
            clock: Clock::running_from(At::parse(START).unwrap()),
            ids: Ids,
            wake: Arc::default(),
            pulse: Pulse::default(),
            notices: notice_kit(),
            vault: Vault::open(&folder.path().join("master.key"), None, Ids).unwrap(),
            data_folder: Arc::from(folder.path()),
            public_url: Arc::from("https://desk.example.org"),
            mail_domain: Arc::from("desk.example.org"),
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let tls = settings.tls.as_ref().map(|files| web::tls::load(files).unwrap());
        let server = web::serve(ctx.clone(), settings, listener, tls, 1).unwrap();
        let handle = server.handle();
        tokio::spawn(server);
        let organisation = add_organisation(&ctx, "lunamobile", "Lunamobile Group");
        let other_organisation = add_organisation(&ctx, "ottima", "Ottima Servizi S.p.A.");
        Self { ctx, database, base, organisation, other_organisation, server: handle, folder }
    }

    /// The service anew on the same database, as a later version that ships other law.
    pub async fn upgrade(&mut self, policy: Arc<PolicySet>) {
        drop(self.server.stop(false));
        self.ctx.policy = policy;
        self.ctx.own_laws = Default::default();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        self.base = format!("http://{}", listener.local_addr().unwrap());
        let settings = Settings { demo: true, limits: generous(), ..Settings::default() };
        let server = web::serve(self.ctx.clone(), settings, listener, None, 1).unwrap();
        self.server = server.handle();
        tokio::spawn(server);
    }

    pub fn now(&self) -> At {
        self.ctx.clock.now()
    }

    pub fn advance(&self, by: TimeDelta) {
        self.ctx.clock.advance(by);
    }

    /// What the loop that plans open cases anew does after a change of the law; answers how many it planned.
    pub fn catch_up(&self) -> usize {
        breachdesk::app::replanning::catch_up(&self.ctx, || true).unwrap()
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Browser {
        Browser::at(&self.base)
    }

    pub async fn dpo(&self) -> Browser {
        self.member("Chiara Bonfanti", Role::Dpo).await
    }

    pub async fn controller(&self) -> Browser {
        self.member("Aoife Brennan", Role::Controller).await
    }

    pub async fn handler(&self) -> Browser {
        self.member("Marek Nowicki", Role::Handler).await
    }

    pub async fn reporter(&self) -> Browser {
        self.member("Giulia Sartori", Role::Reporter).await
    }

    pub async fn auditor(&self) -> Browser {
        self.member("Ines Hartwig", Role::Auditor).await
    }

    pub async fn admin(&self) -> Browser {
        self.member("Rosa Keller", Role::Admin).await
    }

    /// A person of Lunamobile with one active role, signed in through the form. The same name is the same person.
    pub async fn member(&self, name: &str, role: Role) -> Browser {
        let email = address_of(name);
        self.add_member(name, role, MembershipStatus::Active);
        self.sign_in(&email).await
    }

    /// Makes the person and the membership if they are not there yet; answers the user's id.
    pub fn add_member(&self, name: &str, role: Role, status: MembershipStatus) -> Uuid {
        let user = self.add_user(name, UserStatus::Active);
        let now = self.now();
        let row = MembershipRow {
            id: Ids.next(),
            user_id: user,
            organisation_id: self.organisation,
            role,
            status,
            deputy_of: None,
            created_at: now,
            updated_at: now,
        };
        match self.ctx.store.write(|tx| enter_member(&self.ctx, tx, &Actor::system(), &row)) {
            Ok(()) | Err(AppError::Store(StoreError::Unique { .. })) => user,
            Err(error) => panic!("{error}"),
        }
    }

    pub fn add_user(&self, name: &str, status: UserStatus) -> Uuid {
        let email = address_of(name);
        let known: StoreResult<Option<UserRow>> = self.ctx.store.read(|conn| users::by_email(conn, &email));
        if let Some(user) = known.unwrap() {
            return user.id;
        }
        let row = UserRow {
            id: Ids.next(),
            name: name.to_owned(),
            email,
            password_hash: Some(password_hash()),
            language: "en".to_owned(),
            status,
            failed_sign_ins: 0,
            failed_since_at: None,
            last_sign_in_at: None,
            created_at: self.now(),
        };
        let added: StoreResult<()> = self.ctx.store.write(|tx| users::add(tx, &row));
        added.unwrap();
        row.id
    }

    pub async fn sign_in(&self, email: &str) -> Browser {
        let browser = self.stranger();
        let answer = browser.sign_in(email, PASSWORD).await;
        assert_eq!(answer.status, 303, "sign-in of {email}: {}", answer.text());
        browser
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        // Stopping is a message; the runtime of the test ends right after it.
        drop(self.server.stop(false));
    }
}

/// `Chiara Bonfanti` has `chiara.bonfanti@example.org`.
pub fn address_of(name: &str) -> String {
    format!("{}@example.org", name.to_lowercase().replace(' ', "."))
}

/// Hashing takes a while; once is enough for all.
fn password_hash() -> String {
    static HASH: std::sync::OnceLock<String> = std::sync::OnceLock::new();
    HASH.get_or_init(|| password::hash(&Ids, PASSWORD).unwrap()).clone()
}

pub fn policy() -> Arc<PolicySet> {
    static POLICY: std::sync::OnceLock<Arc<PolicySet>> = std::sync::OnceLock::new();
    POLICY.get_or_init(|| Arc::new(PolicySet::load(&breachdesk::assets::policies()).unwrap())).clone()
}

pub fn notice_kit() -> Arc<NoticeKit> {
    static KIT: std::sync::OnceLock<Arc<NoticeKit>> = std::sync::OnceLock::new();
    let load = || NoticeKit::load(&breachdesk::assets::notice_templates(), &breachdesk::assets::policies()).unwrap();
    KIT.get_or_init(|| Arc::new(load())).clone()
}

/// The demo's own record of the organisation: controllers, markets, the DPO in three channels.
fn settings_of(slug: &str) -> serde_json::Value {
    let all = breachdesk::app::demo::organisations::organisations().unwrap();
    let found = all.into_iter().find(|organisation| organisation.slug == slug).unwrap();
    serde_json::to_value(found.settings).unwrap()
}

fn add_organisation(ctx: &Ctx, slug: &str, name: &str) -> Uuid {
    let now = ctx.clock.now();
    let row = OrganisationRow {
        id: Ids.next(),
        slug: slug.to_owned(),
        name: name.to_owned(),
        country: "IT".to_owned(),
        zone: "Europe/Rome".to_owned(),
        settings: settings_of(slug),
        revision: 1,
        created_at: now,
        updated_at: now,
    };
    ctx.store.write(|tx| enter_organisation(ctx, tx, &Actor::system(), &row)).unwrap();
    row.id
}
