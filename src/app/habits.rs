//! The habits of one organisation, as it set them on screen: who signs, who is reminded when, by when something is decided.

use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{AppError, AppResult};
use crate::policy::PolicySet;
use crate::policy::packs::Readiness;

/// The whole of `house.toml` for one organisation. Hours and minutes as their names say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Habits {
    pub one_person_delay_minutes: u32,
    pub second_person_review_hours: u32,
    pub unknown_resend_min_minutes: u32,
    pub decide_authority_hours: u32,
    pub decide_people_hours: u32,
    pub escalate_before_minutes: u32,
    pub quiet_hours: u32,
    /// Who hears of a duty that nobody has confirmed: `deputy`, `controller`, in this order.
    pub escalate_to: Vec<String>,
    /// Who signs notices: `dpo`, `controller` or both.
    pub signs: Vec<String>,
    /// Habits that came later than the first ones on record have what the desk did before anybody could set them.
    #[serde(default = "yes")]
    pub remind_case_handler: bool,
    #[serde(default = "yes")]
    pub remind_task_owner: bool,
    #[serde(default = "before_a_review")]
    pub review_before_minutes: Vec<u32>,
    #[serde(default = "after_a_review")]
    pub review_every_minutes_after: u32,
    #[serde(default = "before_a_task")]
    pub task_days_before: Vec<u32>,
    #[serde(default = "nine_in_the_morning")]
    pub task_at_minute: u32,
    /// How long what was tried out or looked at counts. None: as the policy files say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub readiness: Option<HabitReadiness>,
    pub reminders: Vec<HabitRow>,
}

fn yes() -> bool {
    true
}

fn before_a_review() -> Vec<u32> {
    vec![240, 60]
}

fn after_a_review() -> u32 {
    240
}

fn before_a_task() -> Vec<u32> {
    vec![1, 0]
}

fn nine_in_the_morning() -> u32 {
    540
}

/// How often a way to file is tried out, in days, as `[readiness]` has it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitReadiness {
    /// After its last test a way to file counts as old.
    pub identity_test_days: u32,
    /// Between two reminders of what is old or missing.
    pub remind_every_days: u32,
    /// After somebody checked the address of an authority nothing is mailed there; zero: it does not grow old.
    pub address_check_days: u32,
}

impl From<Readiness> for HabitReadiness {
    fn from(readiness: Readiness) -> Self {
        Self {
            identity_test_days: readiness.identity_test_days,
            remind_every_days: readiness.remind_every_days,
            address_check_days: readiness.address_check_days.unwrap_or_default(),
        }
    }
}

/// When to remind of terms of one length; minutes before the target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HabitRow {
    pub unit: String,
    pub up_to: u32,
    pub at_once: bool,
    pub before_minutes: Vec<u32>,
    pub at_target: bool,
    pub every_minutes_after: u32,
}

impl From<&PolicySet> for Habits {
    fn from(law: &PolicySet) -> Self {
        let house = law.house();
        Self {
            readiness: law.readiness().map(HabitReadiness::from),
            one_person_delay_minutes: house.one_person_delay_minutes,
            second_person_review_hours: house.second_person_review_hours,
            unknown_resend_min_minutes: house.unknown_resend_min_minutes,
            decide_authority_hours: house.decide_authority_hours,
            decide_people_hours: house.decide_people_hours,
            escalate_before_minutes: house.escalate_before_minutes,
            quiet_hours: house.quiet_hours,
            escalate_to: house.escalate_to.iter().map(ToString::to_string).collect(),
            signs: house.signs.iter().map(ToString::to_string).collect(),
            remind_case_handler: house.remind_case_handler,
            remind_task_owner: house.remind_task_owner,
            review_before_minutes: house.review_before_minutes.clone(),
            review_every_minutes_after: house.review_every_minutes_after,
            task_days_before: house.task_days_before.clone(),
            task_at_minute: house.task_at_minute,
            reminders: house
                .reminders
                .iter()
                .map(|row| HabitRow {
                    unit: row.unit.as_str().to_owned(),
                    up_to: row.up_to,
                    at_once: row.at_once,
                    before_minutes: row.before_minutes.clone(),
                    at_target: row.at_target,
                    every_minutes_after: row.every_minutes_after,
                })
                .collect(),
        }
    }
}

impl Habits {
    /// With what the policy files say where these habits say nothing.
    pub fn over(self, law: &PolicySet) -> Self {
        Self { readiness: self.readiness.or(law.readiness().map(HabitReadiness::from)), ..self }
    }

    /// The same in the form of the policy file, so that one reader judges both.
    pub fn text(&self) -> AppResult<String> {
        let mut house = serde_json::to_value(self).map_err(AppError::broken)?;
        let mut taken = |key: &str| house.as_object_mut().and_then(|house| house.remove(key)).unwrap_or_default();
        let reminders = taken("reminders");
        let mut readiness = taken("readiness");
        let mut text = json!({ "house": house, "reminder": reminders });
        // The file leaves out what does not grow old.
        if let Some(readiness) =
            readiness.as_object_mut().filter(|one| one.get("address_check_days") == Some(&json!(0)))
        {
            readiness.remove("address_check_days");
        }
        // Habits from before this could be set leave it to the policy files.
        if let (Some(text), true) = (text.as_object_mut(), readiness.is_object()) {
            text.insert("readiness".to_owned(), readiness);
        }
        toml::to_string(&text).map_err(AppError::broken)
    }
}
