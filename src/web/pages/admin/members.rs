//! The people of an organisation: who they are, in which role, and how that changes or ends.

use askama::Template;
use uuid::Uuid;

use super::organisation::frame;
use super::{ADMIN, at_field, done};
use crate::app::admin::members::{self, Change, Invited, Member, MembershipRow, MembershipStatus, UserRow, UserStatus};
use crate::app::admin::organisations::OrganisationRow;
use crate::domain::actor::Role;
use crate::domain::values::Private;
use crate::web::components::Choice;
use crate::web::form::Form;
use crate::web::frame::Frame;
use crate::web::i18n::Lang;
use crate::web::problem::Problem;
use crate::web::routes::{Route, get, post};
use crate::web::visit::{Answer, Visit};

pub fn routes() -> Vec<Route> {
    vec![
        get("/admin/organisations/{organisation}/members", ADMIN, show),
        post("/admin/organisations/{organisation}/members", ADMIN, invite),
        get("/admin/members/{member}", ADMIN, show_member),
        post("/admin/members/{member}", ADMIN, change),
    ]
}

struct MemberLine {
    href: String,
    name: String,
    email: String,
    role: String,
    status: String,
    deputy_of: String,
}

#[derive(Template)]
#[template(path = "pages/admin/members.html")]
struct MembersPage {
    f: Frame,
    form: Form,
    action: String,
    done: String,
    members: Vec<MemberLine>,
    heads: Vec<(String, &'static str)>,
    roles: Vec<Choice>,
    languages: Vec<Choice>,
    principals: Vec<Choice>,
}

/// Those whom somebody may stand in for, after "nobody".
fn principals(visit: &Visit, members: &[(MembershipRow, UserRow)], not: Option<Uuid>) -> Vec<Choice> {
    let mut all = vec![Choice::new("", visit.t().text("admin-deputy-none"))];
    for (_, user) in members.iter().filter(|(_, user)| Some(user.id) != not) {
        if !all.iter().any(|choice| choice.value == user.id.to_string()) {
            all.push(Choice::new(user.id, user.name.clone()));
        }
    }
    all
}

async fn members_page(visit: &Visit, form: Form) -> Result<MembersPage, Problem> {
    let t = visit.t();
    let (row, all) = everybody(visit, visit.param("organisation").to_owned()).await?;
    let name_of = |id: Uuid| all.iter().find(|(_, user)| user.id == id).map(|(_, user)| user.name.clone());
    let line = |(membership, user): &(MembershipRow, UserRow)| MemberLine {
        href: format!("/admin/members/{}", membership.id),
        name: user.name.clone(),
        email: user.email.clone(),
        role: t.of("role", membership.role),
        status: status_word(visit, membership, user),
        deputy_of: membership.deputy_of.and_then(name_of).unwrap_or_default(),
    };
    Ok(MembersPage {
        f: frame(visit, &row, t.text("admin-members")).problems(!form.is_good()),
        form,
        action: visit.address().split('?').next().unwrap_or_default().to_owned(),
        done: done(visit, &[("invited", "admin-member-invited"), ("removed", "admin-member-removed")]),
        members: all.iter().map(line).collect(),
        heads: ["admin-member-name", "admin-member-role", "admin-member-status"]
            .into_iter()
            .map(|key| (t.text(key), ""))
            .collect(),
        roles: Role::ALL.iter().map(|role| Choice::new(role, t.of("role", role))).collect(),
        languages: Lang::ALL.iter().map(|lang| Choice::new(lang, lang.own_name())).collect(),
        principals: principals(visit, &all, None),
    })
}

async fn everybody(visit: &Visit, slug: String) -> Result<(OrganisationRow, Vec<(MembershipRow, UserRow)>), Problem> {
    let who = visit.person()?.clone();
    visit.run(move |ctx| members::all(ctx, &who, &slug)).await
}

/// A disabled account counts before the membership.
fn status_word(visit: &Visit, membership: &MembershipRow, user: &UserRow) -> String {
    match user.status {
        UserStatus::Disabled => visit.t().text("admin-user-is-disabled"),
        _ => visit.t().of("membership-status", membership.status),
    }
}

async fn show(visit: Visit) -> Answer {
    let form = Form::empty(visit.t()).fill("language", visit.t().lang.as_str());
    let page = members_page(&visit, form).await?;
    visit.page(&page)
}

/// Whom the person stands in for: nobody, or the id that was chosen. None when it is no id.
fn deputy_of(form: &mut Form, visit: &Visit) -> Option<Option<Uuid>> {
    match form.value("deputy-of") {
        "" => Some(None),
        id => match id.parse() {
            Ok(id) => Some(Some(id)),
            Err(_) => {
                form.problem("deputy-of", visit.t().text("form-not-a-choice"));
                None
            }
        },
    }
}

async fn invite(mut visit: Visit) -> Answer {
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["member-name", "email", "role", "language", "deputy-of"]);
    let name = form.line("member-name", "admin-member-name-missing");
    let email = form.email("email", "sign-in-username-missing");
    let role = form.choice("role", "form-required", Role::parse);
    let language = form.choice("language", "form-required", Lang::parse);
    let deputy_of = deputy_of(&mut form, &visit);
    if let (true, Some(name), Some(email), Some(role), Some(language), Some(deputy_of)) =
        (form.is_good(), name, email, role, language, deputy_of)
    {
        let invited = Invited {
            name: Private::new(name),
            email: Private::new(email.to_lowercase()),
            language: language.as_str().to_owned(),
            role,
            deputy_of,
        };
        let (who, slug) = (visit.person()?.clone(), visit.param("organisation").to_owned());
        let sent = visit.once(move |ctx| {
            members::invite(ctx, &who, &slug, &invited)?;
            Ok(format!("/admin/organisations/{slug}/members?done=invited"))
        });
        match sent.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = members_page(&visit, form).await?;
    visit.page_with_problems(&page)
}

#[derive(Template)]
#[template(path = "pages/admin/member.html")]
struct MemberPage {
    f: Frame,
    form: Form,
    action: String,
    done: String,
    email: String,
    status: String,
    roles: Vec<Choice>,
    principals: Vec<Choice>,
    /// Word and label of what can be done at one press.
    acts: Vec<(&'static str, String)>,
}

async fn load(visit: &Visit) -> Result<Member, Problem> {
    let id: Uuid = visit.param("member").parse().map_err(|_| Problem::NotFound)?;
    let who = visit.person()?.clone();
    visit.run(move |ctx| members::load(ctx, &who, id)).await
}

async fn member_page(visit: &Visit, member: Member, form: Form) -> Result<MemberPage, Problem> {
    let t = visit.t();
    let (row, all) = everybody(visit, member.organisation.slug.clone()).await?;
    let disabled = member.user.status == UserStatus::Disabled;
    let waits = member.user.status == UserStatus::Invited && member.membership.status == MembershipStatus::Invited;
    let offers: [(&'static str, bool); 7] = [
        ("invite-again", waits),
        ("suspend", member.membership.status == MembershipStatus::Active),
        ("resume", member.membership.status == MembershipStatus::Suspended),
        ("remove", true),
        ("disable", !disabled),
        ("enable", disabled),
        ("reset-second-factor", !waits && !disabled),
    ];
    let form = if form.value("role").is_empty() { form.fill("role", member.membership.role.as_str()) } else { form };
    let deputy = member.membership.deputy_of.map_or_else(String::new, |id| id.to_string());
    let form = if form.values("deputy-of").is_empty() { form.fill("deputy-of", deputy) } else { form };
    Ok(MemberPage {
        f: frame(visit, &row, member.user.name.clone())
            .crumb(format!("/admin/organisations/{}/members", row.slug), t.text("admin-members"))
            .problems(!form.is_good()),
        form,
        action: format!("/admin/members/{}", member.membership.id),
        done: done(visit, &[("saved", "admin-saved")]),
        email: member.user.email.clone(),
        status: status_word(visit, &member.membership, &member.user),
        roles: Role::ALL.iter().map(|role| Choice::new(role, t.of("role", role))).collect(),
        principals: principals(visit, &all, Some(member.user.id)),
        acts: offers
            .into_iter()
            .filter(|(_, offered)| *offered)
            .map(|(act, _)| (act, t.of("admin-member-act", act)))
            .collect(),
    })
}

async fn show_member(visit: Visit) -> Answer {
    let member = load(&visit).await?;
    let page = member_page(&visit, member, Form::empty(visit.t())).await?;
    visit.page(&page)
}

async fn change(mut visit: Visit) -> Answer {
    let member = load(&visit).await?;
    visit.demand_recent_password()?;
    let mut form = visit.take_form();
    form.only(&["act", "role", "deputy-of"]);
    let wanted = match form.value("act") {
        "role" => form.choice("role", "form-required", Role::parse).map(Change::Role),
        "deputy" => deputy_of(&mut form, &visit).map(Change::DeputyOf),
        "invite-again" => Some(Change::InviteAgain),
        "suspend" => Some(Change::Suspend),
        "resume" => Some(Change::Resume),
        "remove" => Some(Change::Remove),
        "disable" => Some(Change::DisableUser),
        "enable" => Some(Change::EnableUser),
        "reset-second-factor" => Some(Change::ResetSecondFactor),
        _ => {
            form.problem("act", visit.t().text("form-not-a-choice"));
            None
        }
    };
    if let (true, Some(wanted)) = (form.is_good(), wanted) {
        let (who, id, slug) = (visit.person()?.clone(), member.membership.id, member.organisation.slug.clone());
        let changed = visit.once(move |ctx| {
            members::change(ctx, &who, id, wanted)?;
            Ok(match wanted {
                Change::Remove => format!("/admin/organisations/{slug}/members?done=removed"),
                _ => format!("/admin/members/{id}?done=saved"),
            })
        });
        match changed.await {
            Ok(location) => return visit.see_other(location),
            Err(problem) => at_field(&mut form, visit.t(), problem)?,
        }
    }
    let page = member_page(&visit, member, form).await?;
    visit.page_with_problems(&page)
}
