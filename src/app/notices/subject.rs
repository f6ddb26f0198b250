//! What a notice is about: a duty of the plan, or, for a letter that no duty asks for, a controller of the case.

use crate::app::{AppError, AppResult};
use crate::domain::case::{Case, Duty, Letter, Notice};
use crate::domain::plan::DutyKind;
use crate::domain::values::Country;

#[derive(Clone, Copy)]
pub(super) struct Subject<'a> {
    pub duty: Option<&'a Duty>,
    pub letter: Option<&'a Letter>,
    pub controller: &'a str,
    pub market: Option<&'a Country>,
}

impl<'a> Subject<'a> {
    pub fn duty(duty: &'a Duty) -> Self {
        let planned = &duty.planned;
        Self { duty: Some(duty), letter: None, controller: &planned.controller, market: planned.market.as_ref() }
    }

    pub fn letter(letter: &'a Letter, duty: Option<&'a Duty>, controller: &'a str) -> Self {
        let market = duty.and_then(|duty| duty.planned.market.as_ref());
        Self { duty, letter: Some(letter), controller, market }
    }

    /// # Errors
    /// `NotFound` where its duty is not there.
    pub fn of(case: &'a Case, notice: &'a Notice) -> AppResult<Self> {
        let duty = notice.duties.first().and_then(|number| case.duty(*number));
        match (&notice.letter, duty) {
            (Some(letter), duty) => Ok(Self::letter(letter, duty, notice.controller.as_deref().unwrap_or_default())),
            (None, Some(duty)) => Ok(Self::duty(duty)),
            (None, None) => Err(AppError::NotFound),
        }
    }

    /// The duty to the authority that reads it; none for everybody else.
    pub fn to_authority(self) -> Option<&'a Duty> {
        self.duty.filter(|duty| self.letter.is_none() && duty.planned.kind == DutyKind::Authority)
    }
}
