//! The pages: each reads, fills its template, or takes a form.
//!
//! In: requests that have been let through. Out: HTML. Must never: check a right (that is the routes'), or
//! show records before it is written down who looks at them.

pub mod assets;
pub mod client;
pub mod entry;
mod entry_form;
mod entry_view;
pub mod labels;
pub mod log;
pub mod pair;
pub mod pair_view;
pub mod queue;
pub mod report;
pub mod runs;
pub mod search;
pub mod senders;
pub mod sharing;
pub mod sign_in;
mod two_records;
pub mod unmerge;
mod weight_view;

use super::app::Who;
use crate::registry::Role;

/// What every page shows around its own.
pub struct Frame {
    /// Who is signed in.
    pub user: String,
    /// In which role.
    pub role: &'static str,
    /// Whether answers may be given.
    pub may_answer: bool,
    /// Whether clients may be taken apart.
    pub may_split: bool,
    /// Whether the log may be read.
    pub may_read_log: bool,
    /// What forms must carry.
    pub form_token: String,
    /// The page's place in the navigation.
    pub here: &'static str,
}

impl Frame {
    /// Around a page for somebody.
    pub fn new(who: &Who, here: &'static str) -> Frame {
        let role = who.user.role;
        Frame {
            user: who.user.name.clone(),
            role: role.name(),
            may_answer: role >= Role::Reviewer,
            may_split: role >= Role::Supervisor,
            may_read_log: role >= Role::Administrator,
            form_token: who.form_token.clone(),
            here,
        }
    }
}

/// Whether somebody may see the records of those who object to data sharing.
pub fn may_see_objecting(who: &Who) -> bool {
    who.user.role >= Role::Supervisor
}

/// A time as people read it, to the minute, in UTC.
pub fn time(microseconds: i64) -> String {
    let time = jiff::Timestamp::from_microsecond(microseconds).unwrap_or_default();
    time.strftime("%Y-%m-%d %H:%M").to_string()
}
