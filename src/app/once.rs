//! An act that is asked for twice happens once: the key of the asking is written down with where the act led.

use uuid::Uuid;

use super::{AppError, Ctx};
use crate::store::form_tokens::{self, FormUse};
use crate::store::{StoreError, StoreResult};

pub enum Turn<F> {
    /// It happened, now or before; or it was refused and may be asked for again.
    Done(Result<String, AppError>),
    /// Another request holds this key, or held it when the power went. The act comes back unused.
    SomebodyElseIsAtIt(F),
}

/// Runs `act` unless it ran before under this key; answers the location of the first time.
pub fn take_turn<F>(ctx: &Ctx, token: &str, session: Option<Uuid>, act: F) -> Turn<F>
where
    F: FnOnce(&Ctx) -> Result<String, AppError>,
{
    let now = ctx.clock.now();
    let claimed: StoreResult<FormUse> = ctx.store.write(|tx| match form_tokens::use_once(tx, token, session, now)? {
        FormUse::Unknown => {
            form_tokens::issue(tx, token, session, now)?;
            form_tokens::use_once(tx, token, session, now)
        }
        known => Ok(known),
    });
    match claimed {
        Ok(FormUse::First) => {}
        Ok(FormUse::Again { location }) => return Turn::Done(Ok(location)),
        // The row is there without an answer.
        Ok(FormUse::Unknown) | Err(StoreError::Unique { .. }) => return Turn::SomebodyElseIsAtIt(act),
        Err(error) => return Turn::Done(Err(error.into())),
    }
    match act(ctx) {
        Ok(location) => {
            let remembered: StoreResult<()> = ctx.store.write(|tx| form_tokens::answer(tx, token, &location));
            if let Err(error) = remembered {
                // The act has happened; only its repetition will not find the way. Better than to report a failure that was none.
                tracing::error!("The answer of a form could not be remembered: {error}");
            }
            Turn::Done(Ok(location))
        }
        Err(refused) => {
            let released: StoreResult<()> = ctx.store.write(|tx| form_tokens::release(tx, token));
            if let Err(error) = released {
                tracing::warn!("A form that was refused could not be given back: {error}");
            }
            Turn::Done(Err(refused))
        }
    }
}
