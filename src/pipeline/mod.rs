//! The order of the stages, and nothing else: what the commands have in common and where they part.
//!
//! In: a request. Out: a run folder, a model, an explanation. Must never: hold a rule of matching of
//! its own; that belongs to a stage.

mod answers;
mod clock;
mod compact;
mod compare_runs;
mod consult;
mod enter;
mod evaluate;
mod explain;
mod export;
mod guard_sets;
mod judge;
mod link;
mod memory;
mod nightly;
mod outcome;
mod pairs;
mod progress;
mod reopen;
mod report;
mod train;
mod traits;
mod unmerge;

pub use compact::{Compacted, compact};
pub use compare_runs::compare_runs;
pub use consult::{
    Consult, ConsultedPair, GoldenValue, Looked, MEMBERS, NEW, Neighbour, Neighbourhood, Person,
    ToldDose, draw_sample,
};
pub use enter::{EnterRequest, Entered, enter};
pub use evaluate::{Measured, evaluate_run};
pub use explain::{Explained, explain};
pub use export::{Export, ExportRequest, export};
pub use judge::{JudgeRequest, Judgement, judge};
pub use link::{LinkRequest, link};
pub use nightly::{NightEnd, NightRequest, ToExamine, Word, heeded_answers, nightly, to_examine};
pub use pairs::{count_signatures, score_pair, score_pairs};
pub use progress::{Progress, Silent};
pub use reopen::{Reopened, reopen};
pub use report::report;
pub use train::{TrainRequest, train};
pub use unmerge::{Part, UnmergeRequest, Unmerged, unmerge};

use crate::compare::compare;
use crate::decide::guards;
use crate::error::{Error, Result};
use crate::record::Date;
use crate::resolve::Evidence;
use crate::score::Scorer;
use crate::table::Table;

/// The time a run speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    timestamp: jiff::Timestamp,
}

impl AsOf {
    /// The clock's time, in whole seconds.
    pub fn now() -> AsOf {
        let now = jiff::Timestamp::now();
        AsOf { timestamp: jiff::Timestamp::from_second(now.as_second()).unwrap_or(now) }
    }

    /// A time as typed: `2026-01-31` or `2026-01-31T02:00:00Z`.
    ///
    /// # Errors
    /// Neither form fits.
    pub fn parse(text: &str) -> Result<AsOf> {
        let as_date = || {
            let date: jiff::civil::Date = text.parse().ok()?;
            Some(date.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp())
        };
        let timestamp = text.parse().ok().or_else(as_date);
        let problem = || Error::Usage("--as-of: give 2026-01-31 or 2026-01-31T02:00:00Z".into());
        timestamp.map(|timestamp| AsOf { timestamp }).ok_or_else(problem)
    }

    /// So many microseconds after 1970 began; a time beyond all calendars is 1970 itself.
    pub fn from_microseconds(microseconds: i64) -> AsOf {
        AsOf { timestamp: jiff::Timestamp::from_microsecond(microseconds).unwrap_or_default() }
    }

    /// Microseconds since 1970.
    pub fn microseconds(&self) -> i64 {
        self.timestamp.as_microsecond()
    }

    /// The day, in UTC.
    pub fn date(&self) -> Date {
        let date = self.timestamp.to_zoned(jiff::tz::TimeZone::UTC).date();
        Date::new(date.year() as u16, date.month() as u8, date.day() as u8).unwrap_or_default()
    }
}

impl std::fmt::Display for AsOf {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.timestamp.fmt(out)
    }
}

/// What any two records of a table say of each other.
pub fn evidence(table: &Table, scorer: &Scorer, a: u32, b: u32) -> Evidence {
    let (a, b) = (&table.rows[a as usize], &table.rows[b as usize]);
    let signature = compare(a, b, table);
    Evidence {
        weight: scorer.weight(signature, a, b, &table.frequencies),
        guards: guards(signature, a, b, &table.frequencies),
    }
}
