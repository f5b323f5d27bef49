//! Progress bars on a terminal, a line a stage elsewhere, nothing when asked to be quiet.

use std::io::{IsTerminal, Write as _};
use std::sync::Mutex;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::pipeline::{Progress, Silent};

/// The progress to show.
pub fn progress(quiet: bool) -> Box<dyn Progress> {
    if quiet {
        Box::new(Silent)
    } else if std::io::stderr().is_terminal() {
        Box::new(Bars { bar: Mutex::new(ProgressBar::hidden()) })
    } else {
        Box::new(Lines)
    }
}

struct Bars {
    bar: Mutex<ProgressBar>,
}

impl Bars {
    fn with(&self, act: impl FnOnce(&mut ProgressBar)) {
        if let Ok(mut bar) = self.bar.lock() {
            act(&mut bar);
        }
    }
}

impl Progress for Bars {
    fn start(&self, stage: &str, steps: u64) {
        let template = "{prefix:>12} {bar:40} {percent:>3} %  {elapsed} elapsed, {eta} to go";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let new = ProgressBar::with_draw_target(Some(steps), ProgressDrawTarget::stderr())
            .with_style(style);
        new.set_prefix(stage.to_string());
        self.with(|bar| *bar = new);
    }

    fn advance(&self, steps: u64) {
        self.with(|bar| bar.inc(steps));
    }

    fn end(&self) {
        self.with(|bar| bar.finish_and_clear());
    }
}

struct Lines;

impl Progress for Lines {
    fn start(&self, stage: &str, _: u64) {
        let _ = writeln!(std::io::stderr(), "{stage} …");
    }

    fn advance(&self, _: u64) {}

    fn end(&self) {}
}
