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

diesel::joinable!(memberships -> organisations (organisation_id));
diesel::joinable!(memberships -> users (user_id));
diesel::joinable!(sessions -> users (user_id));
diesel::joinable!(api_tokens -> organisations (organisation_id));

diesel::allow_tables_to_appear_in_same_query!(organisations, users, memberships, sessions, api_tokens);
