//! A registry that some nights have filled, for the tests of what is done with it.

use std::collections::BTreeMap;

use crate::harness::{Outcome, RunFolder, Work};

const PLACE: [&str; 2] = ["--registry", "registry.db"];

/// A registry and the people that it is filled with.
pub struct Nights {
    pub work: Work,
    parts: usize,
    night: usize,
}

impl Nights {
    /// So many people, whose records come in so many parts; no night has been yet.
    pub fn new(people: usize, parts: usize) -> Nights {
        let work = Work::with_people(people);
        work.run(["registry", "init", "--registry", "registry.db"]).succeeds();
        Nights { work, parts, night: 0 }
    }

    /// The same after all nights.
    pub fn over(people: usize, parts: usize) -> Nights {
        let mut nights = Nights::new(people, parts);
        (0..parts).for_each(|_| _ = nights.next());
        nights
    }

    /// Runs the night in which the next part comes.
    pub fn next(&mut self) -> RunFolder {
        self.deliver_part(self.night);
        self.run()
    }

    /// Puts a part into the inbox.
    pub fn deliver_part(&self, part: usize) {
        for name in ["births", "submissions", "doses"] {
            let all = String::from_utf8(self.work.read(&format!("synth/{name}.csv"))).unwrap();
            self.deliver(&format!("{name}-{part}"), &self.part(part, &all));
        }
    }

    /// Puts a file into the inbox.
    pub fn deliver(&self, name: &str, text: &str) {
        self.work.write(&format!("inbox/{name}-{}.csv", self.night), text);
    }

    /// Runs a night over what is in the inbox.
    pub fn run(&mut self) -> RunFolder {
        let (out, day) = (self.out(), format!("2026-01-{:02}", self.night + 1));
        let night = ["nightly", "--inbox", "inbox", "--accept", "--as-of", &day, "--out", &out];
        let ended = self.work.run(with_place(&night));
        assert!(matches!(ended.code, Some(0 | 1)), "{}", ended.stderr);
        self.night += 1;
        self.work.opened(&out)
    }

    fn out(&self) -> String {
        format!("run-{}", self.night)
    }

    /// The rows of a file that come in a part: a record and its doses together.
    fn part(&self, part: usize, all: &str) -> String {
        let mut lines = all.lines();
        let mut rows = lines.next().unwrap().to_string() + "\n";
        let sum = |line: &str| {
            let id = line.split(',').next().unwrap();
            id.bytes().fold(7_usize, |sum, byte| sum * 31 % 1009 + usize::from(byte))
        };
        for line in lines.filter(|line| sum(line) % self.parts == part) {
            rows += line;
            rows += "\n";
        }
        rows
    }

    /// Runs `registry` with this registry.
    pub fn registry(&self, words: &[&str]) -> Outcome {
        self.work.run(with_place(&[&["registry"], words].concat()))
    }

    /// Exports the registry to a folder.
    pub fn export(&self, out: &str) -> RunFolder {
        self.registry(&["export", "--out", out, "--quiet"]).succeeds();
        self.work.opened(out)
    }

    /// The registry is what its log says.
    #[track_caller]
    pub fn is_sound(&self) {
        self.registry(&["verify"]).succeeds();
    }
}

fn with_place<'a>(words: &[&'a str]) -> Vec<&'a str> {
    [words, &PLACE].concat()
}

/// The files of an export.
pub const EXPORTED: [&str; 4] = ["decisions", "clients", "crosswalk", "doses"];

/// Their bytes, by name.
pub fn bytes(export: &RunFolder) -> BTreeMap<&'static str, Vec<u8>> {
    let read = |name| std::fs::read(export.path.join(format!("{name}.parquet"))).unwrap();
    EXPORTED.iter().map(|&name| (name, read(name))).collect()
}
