//! Ways of counting, as data: what an act or an authority does with the hour and the day of the event and with weekends.

use super::law::Cite;
use super::reader::Node;
use super::rules;
use crate::words;

words! {
    HourCount {
        Elapsed = "elapsed",
        /// The clock hour of the event is not counted (Reg. 1182/71 Art. 3(1)): from the next full hour.
        NextFullHour = "next_full_hour",
    }
}

words! {
    DayCount {
        Elapsed = "elapsed",
        /// The day of the event is not counted; ends with the last hour of the last day.
        DayDropped = "day_dropped",
    }
}

words! {
    /// What happens to an end on a Saturday, Sunday or public holiday.
    Roll {
        None = "none",
        /// To the end of the next working day (Reg. 1182/71 Art. 3(4)); never for hours.
        NextWorkingDay = "next_working_day",
        /// To noon of the next working day, for hours too (RTS 2025/301 Art. 5(4)).
        Noon = "noon",
    }
}

/// A way of counting, as data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountingLaw {
    pub id: String,
    /// Its word in the vector file.
    pub vector: Option<String>,
    pub hours: HourCount,
    pub days: DayCount,
    pub roll: Roll,
    /// Art. 3(5): two days or more hold at least two working days. Never for hours.
    pub two_working_days: bool,
    pub verified: bool,
    pub cite: Cite,
}

/// A `[[counting]]` table.
pub fn parse(node: &Node<'_>) -> CountingLaw {
    let hours: Vec<&str> = HourCount::ALL.iter().map(|word| word.as_str()).collect();
    let days: Vec<&str> = DayCount::ALL.iter().map(|word| word.as_str()).collect();
    let rolls: Vec<&str> = Roll::ALL.iter().map(|word| word.as_str()).collect();
    for key in ["hours", "days", "roll"] {
        if !node.has(key) {
            node.problem(key, "is missing", "");
        }
    }
    let verified = node.bool("verified");
    let law = CountingLaw {
        id: node.text("id"),
        vector: node.opt_text("vector"),
        hours: node.word("hours", &hours, HourCount::parse).unwrap_or(HourCount::Elapsed),
        days: node.word("days", &days, DayCount::parse).unwrap_or(DayCount::Elapsed),
        roll: node.word("roll", &rolls, Roll::parse).unwrap_or(Roll::None),
        two_working_days: node.bool("two_working_days"),
        verified,
        cite: match node.node("cite") {
            Some(cite) => rules::cite(&cite, verified),
            None => {
                node.problem("cite", "is missing", "cite = { act, article, gist, url }");
                Cite::default()
            }
        },
    };
    node.finish();
    law
}
