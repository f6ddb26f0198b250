//! The check of the record outside cases: organisations, members, machines, the mail server and sealed lists, on both databases.

use breachdesk::app::admin::organisations as admin;
use breachdesk::app::admin::tokens;
use breachdesk::app::mail_settings::{self, MailLimits, MailSecurity, MailServer};
use breachdesk::app::{demo, people};
use breachdesk::domain::actor::{Actor, Role};
use breachdesk::domain::values::{At, Private};
use breachdesk::store::StoreResult;
use breachdesk::store::events::{self, NewEvent, Stream};
use breachdesk::store::memberships::{self, MembershipRow, MembershipStatus};
use breachdesk::store::organisations::{self, OrganisationRow};
use breachdesk::store::users::{self, UserRow, UserStatus};
use serde_json::{Value, json};

use super::evidence::{flipped, found, longer};
use crate::people::office;
use crate::support::app::START;
use crate::support::bare::over;
use crate::support::database::{Engine, on_both_databases};

const IN_OTTIMA: &str = "organisation_id = (SELECT id FROM organisations WHERE slug = 'ottima')";

#[test]
fn whatever_is_changed_of_organisations_members_machines_and_the_mail_server_is_found_and_named() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse(START).unwrap());
        let office = office::staffed(&ctx, "ottima");
        let (row, settings) = admin::look(&ctx, &office.admin, "ottima").unwrap();
        let seen = admin::Details::of(&row, &settings);
        let details = admin::Details { hotline_phone: "+39 081 000 0199".into(), ..seen.clone() };
        admin::set_details(&ctx, &office.admin, "ottima", &admin::mark(&seen), details).unwrap();
        tokens::add(&ctx, &office.admin, "ottima", "Monitoring", &["reports:write".to_owned()]).unwrap();
        let server = MailServer {
            host: "mail.example.org".into(),
            port: 465,
            security: MailSecurity::Tls,
            user: "desk".into(),
            password: Private::new("a password"),
            sender_name: "Desk".into(),
            sender_address: "desk@example.org".into(),
            bounce_address: String::new(),
            limits: MailLimits::default(),
        };
        mail_settings::save(&ctx, &office.admin, &server).unwrap();
        assert_eq!(found(database), "whole");

        let organisation = "the record of the organisation";
        for column in ["name", "zone", "slug", "country"] {
            longer(database, "organisations", column, organisation);
        }
        flipped(database, "organisations", "revision = revision + 1", "revision = revision - 1", organisation);
        flipped(
            database,
            "organisations",
            "settings = replace(settings, '+39 081 000 0199', '+39 081 000 0198')",
            "settings = replace(settings, '+39 081 000 0198', '+39 081 000 0199')",
            organisation,
        );

        let membership = "is kept otherwise than its events say";
        let role = |to: &str, from: &str| format!("role = '{to}' WHERE role = '{from}' AND {IN_OTTIMA}");
        flipped(database, "memberships", &role("reporter", "auditor"), &role("auditor", "reporter"), membership);
        let status = |to: &str| format!("status = '{to}' WHERE role = 'handler'");
        flipped(database, "memberships", &status("suspended"), &status("active"), membership);
        let deputy = |of: &str| format!("deputy_of = {of} WHERE role = 'handler'");
        flipped(database, "memberships", &deputy("user_id"), &deputy("NULL"), membership);
        let account = |status: &str| format!("status = '{status}' WHERE email = 'marta.bellandi@example.it'");
        flipped(database, "users", &account("disabled"), &account("active"), "the account");

        let token = "is not the one that was given";
        longer(database, "api_tokens", "name", token);
        longer(database, "api_tokens", "scope", token);
        flipped(database, "api_tokens", "ended_at = created_at", "ended_at = NULL", token);

        for (from, to) in
            [("mail.example.org", "mail.example.net"), ("desk@example.org", "desk@example.net"), ("465", "466")]
        {
            let replace =
                |from: &str, to: &str| format!("value = replace(value, '{from}', '{to}') WHERE key = 'mail-server'");
            flipped(database, "settings", &replace(from, to), &replace(to, from), "the mail server");
        }

        // What cannot be put back comes last.
        let new_id = match database.engine {
            Engine::Postgres => "gen_random_uuid()",
            Engine::Sqlite => "randomblob(16)",
        };
        let stranger = format!(
            "INSERT INTO memberships (id, user_id, organisation_id, role, status, deputy_of, created_at, updated_at) \
             SELECT {new_id}, user_id, organisation_id, 'admin', status, NULL, created_at, updated_at \
             FROM memberships WHERE role = 'handler' AND {IN_OTTIMA}"
        );
        database.sql(&stranger).unwrap();
        assert!(found(database).contains("that no event tells of"), "{}", found(database));
        database.sql("DELETE FROM memberships WHERE role IN ('admin', 'handler')").unwrap();
        assert!(found(database).contains("the membership of this event is gone"), "{}", found(database));
        database.sql("DELETE FROM api_tokens").unwrap();
        database.sql("DELETE FROM settings WHERE key = 'mail-server'").unwrap();
        assert!(found(database).contains("is gone"), "{}", found(database));
    });
}

#[test]
fn an_invitation_that_is_taken_up_or_a_member_who_comes_back_is_no_false_alarm() {
    use breachdesk::app::admin::members::{self, Change, Invited};
    use breachdesk::app::auth::links::{self, LinkPurpose};
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse(START).unwrap());
        let office = office::staffed(&ctx, "ottima");
        let invited = Invited {
            name: Private::new("Sofia Lantieri"),
            email: Private::new("sofia.lantieri@example.it"),
            language: "it".into(),
            role: Role::Handler,
            deputy_of: None,
        };
        members::invite(&ctx, &office.admin, "ottima", &invited).unwrap();
        assert_eq!(found(database), "whole");
        let (_, all) = members::all(&ctx, &office.admin, "ottima").unwrap();
        let (membership, user) = all.into_iter().find(|(_, user)| user.name == "Sofia Lantieri").unwrap();
        let token: StoreResult<String> = {
            let now = ctx.clock.now();
            let made: breachdesk::app::AppResult<String> =
                ctx.store.write(|tx| links::add(&ctx, tx, LinkPurpose::Invitation, Some(user.id), now));
            Ok(made.unwrap())
        };
        links::set_password(&ctx, LinkPurpose::Invitation, &token.unwrap(), "quiet lamp under seven stairs").unwrap();
        assert_eq!(found(database), "whole");
        for change in [
            Change::Role(Role::Reporter),
            Change::DeputyOf(Some(office.dpo.user)),
            Change::Suspend,
            Change::Resume,
            Change::DisableUser,
            Change::EnableUser,
            Change::Remove,
        ] {
            members::change(&ctx, &office.admin, membership.id, change).unwrap();
            assert_eq!(found(database), "whole", "after {change:?}");
        }
        members::invite(&ctx, &office.admin, "ottima", &Invited { role: Role::Reporter, ..invited }).unwrap();
        assert_eq!(found(database), "whole", "back in the role that ended");
    });
}

#[test]
fn what_was_recorded_before_digests_and_ids_were_kept_is_compared_as_far_as_it_goes() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        let now = ctx.clock.now();
        let (organisation, user) = (ctx.ids.next(), ctx.ids.next());
        let entered: StoreResult<()> = ctx.store.write(|tx| {
            organisations::add(
                tx,
                &OrganisationRow {
                    id: organisation,
                    slug: "ottima".into(),
                    name: "Ottima Servizi S.p.A.".into(),
                    country: "IT".into(),
                    zone: "Europe/Rome".into(),
                    settings: json!({}),
                    revision: 1,
                    created_at: now,
                    updated_at: now,
                },
            )?;
            users::add(
                tx,
                &UserRow {
                    id: user,
                    name: "Elena Marchesini".into(),
                    email: "elena.marchesini@example.it".into(),
                    password_hash: None,
                    language: "it".into(),
                    status: UserStatus::Active,
                    failed_sign_ins: 0,
                    failed_since_at: None,
                    last_sign_in_at: None,
                    created_at: now,
                },
            )?;
            memberships::add(
                tx,
                &MembershipRow {
                    id: ctx.ids.next(),
                    user_id: user,
                    organisation_id: organisation,
                    role: Role::Handler,
                    status: MembershipStatus::Active,
                    deputy_of: None,
                    created_at: now,
                    updated_at: now,
                },
            )?;
            let event = |kind: &str, payload: Value| NewEvent {
                occurred_at: now,
                kind: kind.into(),
                schema_version: 1,
                payload,
            };
            // Invited then, taken up without an event.
            let added = json!({ "user": user, "role": "handler", "status": "invited", "deputy_of": null });
            let entry =
                json!({ "name": "Ottima Servizi S.p.A.", "slug": "ottima", "country": "IT", "zone": "Europe/Rome" });
            let new = [event("organisation_added", entry), event("member_added", added)];
            events::append(tx, &Stream::Organisation(organisation), &Actor::system(), now, "p", &new)?;
            Ok(())
        });
        entered.unwrap();
        assert_eq!(found(database), "whole");
        flipped(database, "memberships", "role = 'dpo'", "role = 'handler'", "that no event tells of");
        flipped(database, "memberships", "deputy_of = user_id", "deputy_of = NULL", "is kept otherwise");
        // Without a digest nobody can say what the settings were.
        database.sql("UPDATE organisations SET zone = 'Europe/Oslo'").unwrap();
        assert_eq!(found(database), "whole");
    });
}

#[test]
fn a_sealed_list_of_which_one_row_was_touched_is_found_and_named() {
    on_both_databases(|database| {
        let (ctx, _folder) = over(database);
        demo::build(&ctx, At::parse("2026-09-02T08:00:00Z").unwrap()).unwrap();
        ctx.clock.set(At::parse(START).unwrap());
        let office = office::staffed(&ctx, "ottima");
        office.text("it");
        office.started(
            "email,name,language\nanna.colli@example.it,Anna Colli,it\nbruno.neri@example.it,Bruno Neri,it\n\
             carla.testa@example.it,Carla Testa,it\n",
        );
        people::tick(&ctx).unwrap();
        assert_eq!(found(database), "whole");
        let imported = "is not the one that was imported";
        let second = "WHERE row_no = (SELECT min(row_no) + 1 FROM recipients)";
        flipped(
            database,
            "recipients",
            &format!("language = 'fr' {second}"),
            &format!("language = 'it' {second}"),
            imported,
        );
        for (one, other) in [("nonce", "ciphertext"), ("email_hmac", "person_hmac")] {
            let swapped = format!("{one} = {other}, {other} = {one} {second}");
            flipped(database, "recipients", &swapped, &swapped, imported);
        }
        flipped(
            database,
            "recipients",
            &format!("state = 'letter' {second}"),
            &format!("state = 'mail' {second}"),
            // The sums notice it first.
            "mail-out",
        );
        database.sql(&format!("DELETE FROM recipients {second}")).unwrap();
        assert!(found(database).contains("mail-out"), "{}", found(database));
        database.sql("UPDATE communication_keys SET wrapped = NULL, nonce = NULL, destroyed_at = created_at").unwrap();
        assert!(found(database).contains("mail-out"), "{}", found(database));
    });
}
