//! Telling the people: the list of mail-outs of a case, the import of recipients, approval, progress.

pub mod acts;
pub mod download;
pub mod imports;
pub mod mail_out;
pub mod overview;
pub mod preview;
mod standing;
mod text_rows;

use crate::app::member::READERS;
use crate::app::people::{PREPARERS, SENDERS};
use crate::app::recipients::Limits;
use crate::domain::case::{Case, Communication, CommunicationState};
use crate::web::components::{Shape, State};
use crate::web::i18n::Words;
use crate::web::pages::case::address;
use crate::web::routes::{Permission, Route, get, post};

pub fn routes() -> Vec<Route> {
    let (read, prepare, send) = (Permission::Roles(READERS), Permission::Roles(PREPARERS), Permission::Roles(SENDERS));
    vec![
        get("/cases/{reference}/communications", read, overview::show),
        post("/cases/{reference}/communications/imports", prepare, imports::upload)
            .uploads(Limits::default().max_bytes),
        get("/cases/{reference}/communications/sample.csv", prepare, download::sample),
        get("/cases/{reference}/communications/imports/{import}", prepare, imports::show),
        get("/cases/{reference}/communications/imports/{import}/bad-rows.csv", prepare, download::bad_rows),
        post("/cases/{reference}/communications/imports/{import}/accept", prepare, imports::accept),
        post("/cases/{reference}/communications/imports/{import}/discard", prepare, imports::discard),
        get("/cases/{reference}/communications/{number}", read, mail_out::show).refreshes(),
        get("/cases/{reference}/communications/{number}/preview", prepare, preview::show).frames(),
        get("/cases/{reference}/communications/{number}/preview.html", prepare, preview::message).framed(),
        post("/cases/{reference}/communications/{number}/text", prepare, acts::choose_text),
        post("/cases/{reference}/communications/{number}/test", prepare, acts::test),
        post("/cases/{reference}/communications/{number}/approve", send, acts::approve),
        post("/cases/{reference}/communications/{number}/start", send, acts::start),
        post("/cases/{reference}/communications/{number}/pause", send, acts::pause),
        post("/cases/{reference}/communications/{number}/resume", send, acts::resume),
        post("/cases/{reference}/communications/{number}/stop", send, acts::stop),
        post("/cases/{reference}/communications/{number}/retry", send, acts::retry),
        get("/cases/{reference}/communications/{number}/report.csv", read, download::report),
        get("/cases/{reference}/communications/{number}/letters.csv", send, download::letters),
        get("/cases/{reference}/communications/{number}/left-out.csv", send, download::left_out),
    ]
}

fn of(case: &Case, number: u32) -> String {
    address(case, &format!("/communications/{number}"))
}

/// Shape and word of a mail-out's state.
fn state(words: &Words, communication: &Communication) -> State {
    use CommunicationState as C;
    let shape = match communication.state {
        C::Imported => Shape::None,
        C::Approved => Shape::Full,
        C::Running => Shape::Half,
        C::Paused => Shape::Wait,
        C::Stopped => Shape::Over,
        C::Finished => Shape::Ok,
    };
    State::new(shape, words.of("communication-state", communication.state))
}

/// `Italian`; the code where we have no word for it.
fn language(words: &Words, code: &str) -> String {
    if words.has(&format!("people-language-{code}")) { words.of("people-language", code) } else { code.to_owned() }
}

/// `it: 6,120 · en: 3,880` in words, for headings.
fn languages(words: &Words, communication: &Communication) -> String {
    let names: Vec<String> = communication.languages.keys().map(|code| language(words, code)).collect();
    words.list(&names)
}
