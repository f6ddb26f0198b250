//! Stages that one rule takes over from another: a national act that keeps the directive's stages names only what differs.

use super::law::{Rule, Stage};
use super::problem::{Problem, nearest};
use super::reader::Found;

/// Fills in the stages of every rule with `stages_of`. Its own stages take the place of those of the same id; new ones follow.
pub fn stages(rules: &mut [Rule], found: &Found) {
    for index in 0..rules.len() {
        let Some(rule) = rules.get(index) else { continue };
        let Some(base) = rule.stages_of.clone() else { continue };
        let problem = |key: &str, message: String, hint: String| {
            let key = format!("rule `{}` › {key}", rule.id);
            found.borrow_mut().push(Problem { file: rule.file.clone(), key, message, hint });
        };
        // The latest version: a rule that follows another one follows it as it stands.
        let from = rules.iter().filter(|other| other.id == base && other.stages_of.is_none()).max_by_key(|r| r.version);
        let Some(from) = from else {
            let ids: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
            let hint = nearest(&base, &ids).map_or_else(String::new, |near| format!("did you mean `{near}`?"));
            problem("stages_of", format!("rule `{base}` does not exist, or takes its own stages from another"), hint);
            continue;
        };
        for gone in rule.without.iter().filter(|id| from.stage(id).is_none()) {
            problem("without", format!("`{gone}` is no stage of `{base}`"), String::new());
        }
        let mut own = rule.stages.clone();
        let mut whole: Vec<Stage> = Vec::new();
        for stage in from.stages.iter().filter(|stage| !rule.without.contains(&stage.id)) {
            match own.iter().position(|mine| mine.id == stage.id) {
                Some(at) => whole.push(own.remove(at)),
                // Vector and examples belong to the rule they were written for; its article is the other act's.
                None => whole.push(Stage { vector: None, examples: Vec::new(), cite: None, ..stage.clone() }),
            }
        }
        whole.append(&mut own);
        if let Some(rule) = rules.get_mut(index) {
            rule.stages = whole;
        }
    }
}
