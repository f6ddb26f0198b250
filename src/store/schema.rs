//! The tables as diesel sees them, one schema for both databases. Written by hand beside `migrations/`.

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    organisations (id) {
        id -> Id,
        slug -> Text,
        name -> Text,
        country -> Text,
        zone -> Text,
        settings -> Document,
        revision -> BigInt,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    users (id) {
        id -> Id,
        name -> Text,
        email -> Text,
        password_hash -> Nullable<Text>,
        language -> Text,
        status -> Text,
        failed_sign_ins -> BigInt,
        failed_since_at -> Nullable<Instant>,
        last_sign_in_at -> Nullable<Instant>,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    memberships (id) {
        id -> Id,
        user_id -> Id,
        organisation_id -> Id,
        role -> Text,
        status -> Text,
        deputy_of -> Nullable<Id>,
        created_at -> Instant,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    sessions (id) {
        id -> Id,
        token_hash -> Binary,
        user_id -> Id,
        csrf_token -> Text,
        created_at -> Instant,
        seen_at -> Instant,
        reauthenticated_at -> Instant,
        expires_at -> Instant,
        ended_at -> Nullable<Instant>,
        factor -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    second_factors (user_id, state) {
        user_id -> Id,
        state -> Text,
        sealed_key -> Binary,
        sealed_secret -> Binary,
        last_step -> BigInt,
        recovery -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    one_time_links (id) {
        id -> Id,
        purpose -> Text,
        token_hash -> Binary,
        user_id -> Nullable<Id>,
        created_at -> Instant,
        expires_at -> Instant,
        used_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    api_tokens (id) {
        id -> Id,
        token_hash -> Binary,
        organisation_id -> Id,
        name -> Text,
        scope -> Text,
        created_at -> Instant,
        last_used_at -> Nullable<Instant>,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    form_tokens (token) {
        token -> Text,
        session_id -> Nullable<Id>,
        created_at -> Instant,
        used_at -> Nullable<Instant>,
        location -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Instant};

    settings (key) {
        key -> Text,
        value -> Document,
        updated_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    events (log_seq) {
        log_seq -> BigInt,
        case_id -> Nullable<Id>,
        case_seq -> Nullable<BigInt>,
        organisation_id -> Nullable<Id>,
        occurred_at -> Instant,
        recorded_at -> Instant,
        actor_kind -> Text,
        actor_id -> Nullable<Id>,
        actor_role -> Nullable<Text>,
        actor_name -> Nullable<Text>,
        kind -> Text,
        schema_version -> BigInt,
        payload -> Text,
        policy_digest -> Text,
        prev_hash -> Text,
        hash -> Text,
    }
}

diesel::table! {
    event_head (id) {
        id -> BigInt,
        log_seq -> BigInt,
        digest -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    private_texts (commitment) {
        commitment -> Text,
        log_seq -> BigInt,
        case_id -> Nullable<Id>,
        salt -> Nullable<Binary>,
        value -> Nullable<Text>,
        erased_at -> Nullable<Instant>,
        erased_under -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;

    counters (kind, year) {
        kind -> Text,
        year -> BigInt,
        value -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    cases (id) {
        id -> Id,
        organisation_id -> Id,
        reference -> Text,
        title -> Text,
        status -> Text,
        drill -> Bool,
        revision -> BigInt,
        opened_at -> Instant,
        updated_at -> Instant,
        closed_at -> Nullable<Instant>,
        next_due_at -> Nullable<Instant>,
        risk -> Nullable<Text>,
        zone -> Text,
        state -> Document,
        planned_with -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    duties (id) {
        id -> Id,
        case_id -> Id,
        organisation_id -> Id,
        key -> Text,
        rule -> Text,
        regime -> Text,
        stage -> Text,
        kind -> Text,
        controller -> Text,
        market -> Nullable<Text>,
        recipient_id -> Text,
        recipient_name -> Text,
        status -> Text,
        work_state -> Text,
        target_at -> Nullable<Instant>,
        legal_term_at -> Nullable<Instant>,
        zone -> Text,
        revision -> BigInt,
        started_at -> Nullable<Instant>,
        watch -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    register_rows (case_id) {
        case_id -> Id,
        organisation_id -> Id,
        reference -> Text,
        title -> Text,
        zone -> Text,
        status -> Text,
        drill -> Bool,
        opened_year -> BigInt,
        by_opening -> Text,
        by_due -> Text,
        aware_at -> Nullable<Instant>,
        people -> Nullable<Text>,
        risk -> Nullable<Text>,
        authority -> Text,
        authority_filed -> BigInt,
        authority_owed -> BigInt,
        authority_at -> Nullable<Instant>,
        told -> Text,
        told_filed -> BigInt,
        told_owed -> BigInt,
        told_at -> Nullable<Instant>,
        next_rule -> Nullable<Text>,
        next_stage -> Nullable<Text>,
        next_recipient -> Nullable<Text>,
        next_target_at -> Nullable<Instant>,
        next_legal_term_at -> Nullable<Instant>,
        overdue_from -> Nullable<Instant>,
        only_for -> Text,
        number -> BigInt,
        sought -> Text,
        linked -> Text,
        imported -> Text,
        merged_into -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::Id;

    figures (case_id) {
        case_id -> Id,
        organisation_id -> Id,
        drill -> Bool,
        month -> Text,
        outcome -> Text,
        incident -> Nullable<Text>,
        cause -> Nullable<Text>,
        awareness_minutes -> Nullable<BigInt>,
        decision_minutes -> Nullable<BigInt>,
        in_time -> BigInt,
        on_formal_count -> BigInt,
        late -> BigInt,
        merged -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    waiting (id) {
        id -> Id,
        case_id -> Id,
        organisation_id -> Id,
        kind -> Text,
        whom -> Text,
        owner -> Text,
        but_not -> Text,
        page -> Text,
        what -> Text,
        since -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    tasks (id) {
        id -> Id,
        case_id -> Id,
        organisation_id -> Id,
        title -> Text,
        phase -> Text,
        owner_user_id -> Nullable<Id>,
        due_at -> Nullable<Instant>,
        status -> Text,
        must -> Bool,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    reports (id) {
        id -> Id,
        organisation_id -> Id,
        reference -> Text,
        arrived_at -> Instant,
        channel -> Text,
        reporter_user_id -> Nullable<Id>,
        first_noticed_at -> Nullable<Instant>,
        answers -> Document,
        status -> Text,
        case_id -> Nullable<Id>,
        decided_by -> Nullable<Id>,
        decided_at -> Nullable<Instant>,
        reason -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    form_drafts (user_id, place) {
        user_id -> Id,
        place -> Text,
        content -> Text,
        saved_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    saved_views (id) {
        id -> Id,
        user_id -> Id,
        organisation_id -> Nullable<Id>,
        name -> Text,
        place -> Text,
        query -> Text,
        created_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    register_imports (id) {
        id -> Id,
        organisation_id -> Id,
        file_sha256 -> Text,
        meanings -> Text,
        row_count -> BigInt,
        stored -> BigInt,
        last_row -> BigInt,
        state -> Text,
        user_id -> Id,
        started_at -> Instant,
        ended_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    report_mails (report_id) {
        report_id -> Id,
        organisation_id -> Id,
        message_key -> Text,
        taken_at -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    receipts (id) {
        id -> Id,
        organisation_id -> Id,
        case_id -> Nullable<Id>,
        delivery_id -> Id,
        message_key -> Text,
        kind -> Text,
        doubt -> Nullable<Text>,
        effect -> Text,
        happened_at -> Nullable<Instant>,
        taken_at -> Instant,
        sha256 -> Text,
        attachment_id -> Nullable<Id>,
        said -> Document,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    attachments (id) {
        id -> Id,
        organisation_id -> Id,
        case_id -> Nullable<Id>,
        report_id -> Nullable<Id>,
        sha256 -> Text,
        name -> Text,
        media_type -> Text,
        size -> BigInt,
        bytes -> Binary,
        created_at -> Instant,
        created_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    notice_versions (id) {
        id -> Id,
        case_id -> Id,
        notice_id -> Id,
        version -> BigInt,
        digest -> Text,
        content -> Document,
        html -> Text,
        text -> Text,
        frozen_at -> Instant,
        binding -> Nullable<Text>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    reminders (id) {
        id -> Id,
        organisation_id -> Id,
        case_id -> Id,
        duty_id -> Id,
        plan_revision -> BigInt,
        offset_label -> Text,
        due_at -> Instant,
        addressee_id -> Id,
        created_at -> Instant,
        fired_at -> Nullable<Instant>,
        late_by_seconds -> Nullable<BigInt>,
        delivery_id -> Nullable<Id>,
        merged_into_id -> Nullable<Id>,
        cancelled_at -> Nullable<Instant>,
        acknowledged_at -> Nullable<Instant>,
        acknowledged_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::Instant;

    leases (name) {
        name -> Text,
        holder -> Text,
        term -> BigInt,
        lease_until -> Instant,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    communication_keys (id) {
        id -> Id,
        wrapped -> Nullable<Binary>,
        nonce -> Nullable<Binary>,
        created_at -> Instant,
        destroyed_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    communications (id) {
        id -> Id,
        organisation_id -> Id,
        case_id -> Id,
        notice_id -> Nullable<Id>,
        notice_version_id -> Nullable<Id>,
        state -> Text,
        recipients -> BigInt,
        filled_to_row -> BigInt,
        key_id -> Id,
        pace_per_minute -> Nullable<BigInt>,
        created_at -> Instant,
        created_by -> Nullable<Id>,
        approved_at -> Nullable<Instant>,
        approved_by -> Nullable<Id>,
        started_at -> Nullable<Instant>,
        finished_at -> Nullable<Instant>,
        revision -> BigInt,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::Id;

    recipients (id) {
        id -> Id,
        communication_id -> Id,
        row_no -> BigInt,
        ciphertext -> Binary,
        nonce -> Binary,
        email_hmac -> Nullable<Binary>,
        person_hmac -> Nullable<Binary>,
        language -> Text,
        state -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::Id;

    left_out_rows (id) {
        id -> Id,
        communication_id -> Id,
        row_no -> BigInt,
        ciphertext -> Binary,
        nonce -> Binary,
        brought_in_by -> Nullable<Id>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Document, Id, Instant};

    deliveries (id) {
        id -> Id,
        kind -> Text,
        organisation_id -> Nullable<Id>,
        case_id -> Nullable<Id>,
        communication_id -> Nullable<Id>,
        notice_version_id -> Nullable<Id>,
        recipient_id -> Nullable<Id>,
        dedupe_key -> Text,
        to_address -> Binary,
        message_id -> Text,
        content -> Document,
        body_sha256 -> Nullable<Text>,
        state -> Text,
        state_at -> Instant,
        attempt -> BigInt,
        resends -> BigInt,
        resend_limit -> BigInt,
        next_at -> Instant,
        owner -> Nullable<Text>,
        lease_until -> Nullable<Instant>,
        in_flight_at -> Nullable<Instant>,
        first_attempt_at -> Nullable<Instant>,
        accepted_at -> Nullable<Instant>,
        reply_code -> Nullable<BigInt>,
        reply -> Nullable<Text>,
        created_at -> Instant,
        route -> Text,
        provider_at -> Nullable<Instant>,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    delivery_attempts (delivery_id, attempt, state) {
        delivery_id -> Id,
        attempt -> BigInt,
        state -> Text,
        started_at -> Instant,
        ended_at -> Instant,
        code -> Nullable<BigInt>,
        reason -> Text,
    }
}

diesel::table! {
    use diesel::sql_types::*;
    use crate::store::types::{Id, Instant};

    tray (delivery_id) {
        delivery_id -> Id,
        arrived_at -> Instant,
        message -> Binary,
    }
}

diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(api_tokens -> organisations (organisation_id));

diesel::joinable!(duties -> cases (case_id));
diesel::joinable!(tasks -> cases (case_id));
diesel::joinable!(duties -> register_rows (case_id));
diesel::joinable!(cases -> register_rows (id));
diesel::joinable!(waiting -> register_rows (case_id));
diesel::joinable!(duties -> figures (case_id));
diesel::joinable!(saved_views -> users (user_id));
diesel::joinable!(register_imports -> users (user_id));
diesel::joinable!(reminders -> cases (case_id));
diesel::joinable!(tray -> deliveries (delivery_id));

diesel::allow_tables_to_appear_in_same_query!(
    organisations,
    users,
    memberships,
    sessions,
    api_tokens,
    saved_views,
    register_imports
);
diesel::allow_tables_to_appear_in_same_query!(
    cases,
    duties,
    tasks,
    reminders,
    register_rows,
    waiting,
    figures,
    reports
);
diesel::allow_tables_to_appear_in_same_query!(deliveries, tray, communications);
diesel::allow_tables_to_appear_in_same_query!(left_out_rows, communications);
