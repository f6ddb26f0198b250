//! Every route, called by everybody: each role in each membership status, a disabled user, a stranger, machines. What comes back is what the
//! route's declared permission says, and nothing else (security table, rows Authorisation and IDOR).

use breachdesk::domain::actor::Role;
use breachdesk::store::StoreResult;
use breachdesk::store::memberships::{self, MembershipStatus};
use breachdesk::store::users::{self, UserStatus};
use breachdesk::web::routes::{Body, Method, Permission, Route, inventory};

use crate::support::app::{TestApp, address_of, on_both_apps};
use crate::support::browser::{Browser, Page};

/// What the frame must answer before any page is asked.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
enum Gate {
    Open,
    SignIn,
    Forbidden,
    Hidden,
}

/// Who calls, and with which roles that count.
struct Caller {
    name: String,
    browser: Browser,
    signed_in: bool,
    roles: Vec<Role>,
}

fn expected(permission: Permission, caller: &Caller) -> Gate {
    let holds = |roles: &[Role]| caller.roles.iter().any(|role| roles.contains(role));
    match permission {
        Permission::Public | Permission::Demo => Gate::Open,
        Permission::ApiToken(_) => Gate::SignIn,
        _ if !caller.signed_in => Gate::SignIn,
        Permission::SignedIn => Gate::Open,
        Permission::Roles(roles) => {
            if holds(roles) {
                Gate::Open
            } else {
                Gate::Forbidden
            }
        }
        Permission::Hidden(roles) => {
            if holds(roles) {
                Gate::Open
            } else {
                Gate::Hidden
            }
        }
    }
}

/// A path of the route with something in every place; what it names does not exist.
fn path_of(route: &Route) -> String {
    let mut path = String::new();
    for part in route.path.split('/').skip(1) {
        path.push('/');
        match part {
            "{organisation}" => path.push_str("lunamobile"),
            part if part.starts_with('{') => path.push_str("0192f000-0000-7000-8000-000000000000"),
            part => path.push_str(part),
        }
    }
    path
}

/// Calls the route. POSTs carry no token, so that an open gate changes nothing: what answers then is the form's own check.
async fn call(route: &Route, browser: &Browser) -> Page {
    let path = path_of(route);
    match (route.method, route.body) {
        (Method::Get, _) => browser.get(&path).await,
        (Method::Post, Body::Json(_)) => browser.post_json(&path, "{}", &[]).await,
        (Method::Post, _) => browser.post(&path, &[], &[]).await,
    }
}

fn gate(route: &Route, page: &Page) -> Gate {
    let says = |words: &str| page.text().contains(words);
    match page.status {
        401 => Gate::SignIn,
        303 if page.location().starts_with("/sign-in?next=") => Gate::SignIn,
        403 if says("Your role does not include this") || route.is_api() => Gate::Forbidden,
        404 if matches!(route.permission, Permission::Hidden(_)) => Gate::Hidden,
        // An open gate: the page itself answered, well or with a form's refusal; never with a failure of ours.
        status if status < 500 => Gate::Open,
        status => panic!("{} answered {status}: {}", route.path, page.text()),
    }
}

async fn callers(app: &TestApp) -> Vec<Caller> {
    let mut all = vec![Caller { name: "stranger".into(), browser: app.stranger(), signed_in: false, roles: vec![] }];
    for role in Role::ALL {
        for status in MembershipStatus::ALL {
            let name = format!("Person {role} {status}").replace('_', "");
            app.add_member(&name, *role, *status);
            let roles = if *status == MembershipStatus::Active { vec![*role] } else { vec![] };
            let browser = app.sign_in(&address_of(&name)).await;
            all.push(Caller { name, browser, signed_in: true, roles });
        }
    }
    // Signed in while active, disabled afterwards.
    for role in [Role::Dpo, Role::Admin] {
        let name = format!("Former {role}");
        let browser = app.member(&name, role).await;
        let user = app.add_user(&name, UserStatus::Active);
        let disabled: StoreResult<()> = app.ctx.store.write(|tx| users::set_status(tx, user, UserStatus::Disabled));
        disabled.unwrap();
        all.push(Caller { name, browser, signed_in: false, roles: vec![] });
    }
    all
}

#[tokio::test]
async fn every_route_answers_everybody_as_its_permission_says() {
    on_both_apps(async |app| {
        let callers = callers(app).await;
        let (mut cells, mut wrong) = (0, Vec::new());
        for route in inventory() {
            // Signing out ends the caller's session; it has a test of its own.
            if route.path == "/sign-out" {
                continue;
            }
            for caller in &callers {
                let page = call(&route, &caller.browser).await;
                let (seen, wanted) = (gate(&route, &page), expected(route.permission, caller));
                cells += 1;
                if seen != wanted {
                    let method = route.method;
                    wrong.push(format!("{method:?} {} as {}: {seen:?}, not {wanted:?}", route.path, caller.name));
                }
            }
        }
        assert!(wrong.is_empty(), "{} of {cells} cells differ:\n{}", wrong.len(), wrong.join("\n"));
    })
    .await;
}

#[tokio::test]
async fn a_right_that_is_taken_away_ends_with_the_next_request() {
    let app = TestApp::start().await;
    let browser = app.dpo().await;
    assert!(browser.get("/account").await.text().contains("Data protection officer"));
    let user = app.add_user("Chiara Bonfanti", UserStatus::Active);
    let now = app.now();
    let suspended: StoreResult<()> = app.ctx.store.write(|tx| {
        for (membership, _) in memberships::of_user(tx, user)? {
            memberships::set_status(tx, membership.id, MembershipStatus::Suspended, now)?;
        }
        Ok(())
    });
    suspended.unwrap();
    assert!(!browser.get("/account").await.text().contains("Data protection officer"));
}

#[test]
fn every_path_and_method_is_declared_once() {
    let mut seen = std::collections::BTreeSet::new();
    for route in inventory() {
        assert!(seen.insert((route.path, route.method == Method::Get)), "{} twice", route.path);
        assert!(
            !route.is_api() || !matches!(route.permission, Permission::SignedIn | Permission::Roles(_)),
            "{}",
            route.path
        );
    }
}

/// Handlers get in through `web::routes` only: nothing else in `web` registers with actix.
#[test]
fn there_is_no_door_beside_the_one() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut doors = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let opens = [
                "actix::resource(",
                "web::resource(",
                "scope(\"",
                ".service(",
                "#[get(",
                "#[post(",
                "default_service(",
            ];
            if opens.iter().any(|door| text.contains(door)) {
                doors.push(path.file_name().unwrap().to_string_lossy().into_owned());
            }
        }
    }
    assert_eq!(doors, ["server.rs"]);
}
