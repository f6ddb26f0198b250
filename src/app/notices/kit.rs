//! What notices are made from: templates, content rules, and which kind fulfils which duty. Read once at start.

use serde::Deserialize;

use crate::domain::plan::{DutyKind, DutyStatus, PlannedDuty};
use crate::notice::{ContentRules, NoticeKind, Templates};

/// Immutable after start, like the policy set.
pub struct NoticeKit {
    pub templates: Templates,
    pub rules: ContentRules,
    /// The built-in files of the law, for whoever takes evidence out of the house.
    pub policies: Vec<(String, String)>,
    choices: Vec<Choice>,
    letters: Vec<LetterChoice>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choices {
    #[serde(rename = "for")]
    rows: Vec<Choice>,
    letter: Vec<LetterChoice>,
}

/// The letters with which a duty to somebody else than an authority or people is met.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LetterChoice {
    kind: DutyKind,
    notices: Vec<NoticeKind>,
    /// Rules of this kind whose duty no letter here is worded for.
    #[serde(default)]
    but_not: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Choice {
    regime: Option<String>,
    kind: DutyKind,
    #[serde(default)]
    stages: Vec<String>,
    notice: NoticeKind,
    /// Offered only for a stage that was filed: what was told is amended or taken back.
    #[serde(default)]
    after_filing: bool,
}

const CONTENT: &str = "forms/content.toml";
const KINDS: &str = "forms/notice-kinds.toml";

impl NoticeKit {
    /// `templates` are the files below `templates/notices`, `policies` those below `policies`, as (path, text).
    ///
    /// # Errors
    /// Every problem found, each with file, key and hint.
    pub fn load(templates: &[(String, String)], policies: &[(String, String)]) -> Result<Self, Vec<String>> {
        let texts = templates.iter().map(|(path, text)| (path.as_str(), text.as_str()));
        let templates = Templates::load(texts).map_err(said)?;
        let policy = |name: &str| {
            let found = policies.iter().find(|(path, _)| path == name).map(|(_, text)| text.as_str());
            found.ok_or_else(|| vec![format!("{name}: the file is missing")])
        };
        let rules = ContentRules::load(CONTENT, policy(CONTENT)?, &templates).map_err(said)?;
        let choices: Choices =
            toml::from_str(policy(KINDS)?).map_err(|error| vec![format!("{KINDS}: {}", error.message())])?;
        Ok(Self { templates, rules, policies: policies.to_vec(), choices: choices.rows, letters: choices.letter })
    }

    /// The kind of notice that fulfils a duty; none where no form of that stage is loaded.
    pub fn kind_for(&self, duty: &PlannedDuty) -> Option<NoticeKind> {
        self.fitting(duty).find(|choice| !choice.after_filing).map(|choice| choice.notice)
    }

    /// Every kind that can be written for a duty as it stands, the one that fulfils it first.
    pub fn kinds_for(&self, duty: &PlannedDuty) -> Vec<NoticeKind> {
        use DutyStatus as S;
        let filed = matches!(duty.status, S::Met | S::Late | S::FiledUnproven);
        let mut kinds: Vec<NoticeKind> = self.kind_for(duty).into_iter().collect();
        for choice in self.fitting(duty).filter(|choice| filed || !choice.after_filing) {
            // Beside the one that fulfils a stage stand those that follow an earlier notice.
            if self.rules.follows(choice.notice) && !kinds.contains(&choice.notice) {
                kinds.push(choice.notice);
            }
        }
        kinds
    }

    /// The letters that can be written for a duty, the likeliest first; none for authorities and people, who have notices of their own.
    pub fn letters_for(&self, duty: &PlannedDuty) -> Vec<NoticeKind> {
        let fitting =
            self.letters.iter().filter(|choice| choice.kind == duty.kind && !choice.but_not.contains(&duty.rule));
        fitting.flat_map(|choice| choice.notices.iter().copied()).collect()
    }

    fn fitting(&self, duty: &PlannedDuty) -> impl Iterator<Item = &Choice> {
        let (kind, regime, stage) = (duty.kind, duty.regime.clone(), duty.stage.clone());
        self.choices.iter().filter(move |choice| {
            choice.kind == kind
                && choice.regime.as_ref().is_none_or(|of| *of == regime)
                && (choice.stages.is_empty() || choice.stages.contains(&stage))
        })
    }
}

fn said<P: std::fmt::Display>(problems: Vec<P>) -> Vec<String> {
    problems.iter().map(ToString::to_string).collect()
}
