//! Every question of the canonical set meets what is no answer to it: wrong type, too long, contradictory, half said. Each gets its sentence at a
//! field, keeps what was typed, and nothing is recorded.

use breachdesk::app::views::facts::{FactDef, FactType};

use super::case_desk::{open_case, set_up};
use super::notice_desk::kept;
use crate::support::app::TestApp;

type Fields = Vec<(&'static str, String)>;

fn known(fields: &[(&'static str, &str)]) -> Fields {
    let mut all = vec![("state", "known".to_owned())];
    all.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
    all
}

/// What is no answer to a question of this type.
fn rubbish(def: &FactDef) -> Vec<Fields> {
    let long = "x".repeat(20_001);
    let mut all = match def.kind {
        FactType::Text | FactType::Codes => vec![known(&[("value", &long)]), known(&[("value", "bell \u{7}")])],
        FactType::Code => vec![known(&[("value", &long)]), known(&[("value", "two\r\nlines")])],
        FactType::Bool => vec![known(&[("value", "perhaps")]), known(&[("value", "7")])],
        FactType::Date => vec![known(&[("value", "31/31/2020")]), known(&[("value", "2026-02-30")])],
        FactType::Datetime => vec![known(&[("value", "yesterday")]), known(&[("value", "2026-02-30T25:00")])],
        FactType::Enum => vec![known(&[("value", "martian")]), known(&[("value", &long)])],
        FactType::Set if def.values.is_empty() => vec![known(&[("value", &long)])],
        FactType::Set => vec![known(&[("value", "martian")])],
        FactType::Count => vec![
            known(&[("mode", "exact"), ("n", "many")]),
            known(&[("mode", "exact"), ("n", "-5")]),
            known(&[("mode", "exact"), ("n", "99999999999999999999")]),
            known(&[("mode", "approx"), ("min", "900"), ("max", "20")]),
            known(&[("mode", "roughly"), ("n", "5")]),
        ],
        FactType::Object | FactType::List => {
            let key = def.keys[0].replace('_', "-");
            let name: &'static str = Box::leak(format!("item-0-{key}").into_boxed_str());
            vec![known(&[(name, &long)])]
        }
        FactType::Countries => vec![known(&[("value", "Atlantis")]), known(&[("value", "IT, Z9")])],
        FactType::CountryCounts => vec![known(&[("value", "IT many")]), known(&[("value", "Atlantis 5")])],
    };
    // Of every type: known without a value, an estimate that says nothing of how, unknown with nobody who finds out, a state of knowledge
    // that does not exist, a field of another form.
    all.push(known(&[]));
    all.push(vec![("state", "estimated".to_owned())]);
    all.push(vec![("state", "unknown".to_owned()), ("who", String::new()), ("by", String::new())]);
    all.push(vec![("state", "unknown".to_owned()), ("who", "Marek Nowicki".to_owned()), ("by", "soon".to_owned())]);
    all.push(vec![("state", "believed".to_owned())]);
    all.push(vec![("state", "not_applicable".to_owned()), ("source", long)]);
    all.push(vec![("state", "not_applicable".to_owned()), ("evidence", "a photograph".to_owned())]);
    all.push(vec![("state", "not_applicable".to_owned()), ("verdict", "guilty".to_owned())]);
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_question_of_the_canonical_set_has_a_sentence_for_what_is_no_answer() {
    let app = TestApp::start().await;
    set_up(&app);
    let dpo = app.dpo().await;
    let case = open_case(&dpo, "Attack").await;
    let token = dpo.get(&format!("{case}/timeline")).await.token();
    let questions: Vec<FactDef> = app.ctx.policy.facts().iter().filter(|def| !def.projection).cloned().collect();
    assert!(questions.len() > 60, "{}", questions.len());
    let mut asked = 0;
    for def in &questions {
        for fields in rubbish(def) {
            let mut sent = vec![("scope", "case"), ("seen", "")];
            sent.extend(fields.iter().map(|(name, value)| (*name, value.as_str())));
            let answer = dpo.post_with(&format!("{case}/facts/{}", def.id), &token, &sent).await;
            let told: Vec<(&str, String)> =
                fields.iter().map(|(name, value)| (*name, value.chars().take(20).collect())).collect();
            assert_eq!(answer.status, 422, "{} took {told:?}", def.id);
            assert!(answer.text().contains("class=\"errors\""), "{} says nothing of {told:?}", def.id);
            let typed = fields.iter().filter(|(name, value)| matches!(*name, "who") && !value.is_empty());
            for (_, value) in typed {
                assert!(answer.text().contains(value.as_str()), "{} lost what was typed: {told:?}", def.id);
            }
            asked += 1;
        }
    }
    assert!(asked > 600, "{asked}");
    assert!(kept(&app, &case).facts.is_empty(), "nothing of it was recorded");
}
