//! Whose receipts of certified mail an organisation believes.

use super::organisations::change;
use crate::app::member::SignedIn;
use crate::app::organisation::Settings;
use crate::app::receipts::again::{self, JudgedAgain};
use crate::app::{AppError, AppResult, Ctx};
use crate::receipt::Anchors;
use crate::store::organisations;

/// A certificate as a person recognises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    pub name: String,
    /// SHA-256, in hex.
    pub fingerprint: String,
    /// As the certificate says it.
    pub until: String,
}

/// The certificates in this text; `None` if it cannot be read.
pub fn trusted(pem: &str) -> Option<Vec<Trusted>> {
    let anchors = Anchors::read(pem).ok()?.list().into_iter();
    Some(anchors.map(|one| Trusted { name: one.name, fingerprint: one.fingerprint, until: one.until }).collect())
}

/// From now on receipts are held against these certificates and the addresses of providers, one on each line. Those that could not be
/// verified for want of them are judged again; what has been believed stays so.
pub fn trust(ctx: &Ctx, who: &SignedIn, slug: &str, pem: &str, signers: &str) -> AppResult<JudgedAgain> {
    let kept = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
    let (pem, signers) = (kept(pem), kept(signers));
    let anchors =
        Anchors::read(&pem).map_err(|_| AppError::Invalid { field: "anchors", key: "certified-mail-anchors-form" })?;
    anchors
        .with_signers(&signers)
        .map_err(|_| AppError::Invalid { field: "signers", key: "certified-mail-signers-form" })?;
    let read = |_: &_, settings: &Settings| {
        settings.certified_mail.as_ref().map(|mail| (mail.anchors.clone(), mail.signers.clone()))
    };
    change(ctx, who, slug, "certified_mail", None, read, |_, settings| {
        let mail = settings.certified_mail.get_or_insert_default();
        (mail.anchors, mail.signers) = (pem, signers);
        Ok(())
    })?;
    let organisation = ctx.store.read(|conn| organisations::by_slug(conn, slug))?.ok_or(AppError::NotFound)?.id;
    again::judge(ctx, organisation)
}
