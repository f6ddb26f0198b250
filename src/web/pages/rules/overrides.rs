//! What the operator's own policy files took the place of, in words.

use crate::app::Ctx;
use crate::web::i18n::Words;

/// One shipped record that an own file stands in for.
#[derive(Debug, Clone)]
pub struct Line {
    pub what: String,
    pub file: String,
    pub from: String,
}

pub fn lines(ctx: &Ctx, t: &Words) -> Vec<Line> {
    ctx.policy
        .overrides()
        .iter()
        .map(|found| {
            let key = match found.kind {
                "authority" => "rules-override-authority",
                "calendar" => "rules-override-calendar",
                "counting" => "rules-override-counting",
                "pack" => "rules-override-pack",
                "house" => "rules-override-house",
                "lint_rule" | "lint_list" | "lint_language" | "lint_data" => "rules-override-lint",
                _ => "rules-override-rule",
            };
            let what = t.with1(key, "id", &found.id);
            Line {
                what: match found.versions {
                    Some((shipped, own)) => {
                        t.with3("rules-override-versions", ("what", &what), ("shipped", &shipped), ("own", &own))
                    }
                    None => what,
                },
                file: found.file.clone(),
                from: found.from.map_or_else(|| t.text("rules-override-always"), |day| t.day(day)),
            }
        })
        .collect()
}
