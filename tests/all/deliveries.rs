//! A registry with its inbox, the nights that are run on it, and what it holds afterwards.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use selfsame::registry::{Answer, NewAnswer, RecordPair, Registry};

use crate::harness::{AS_OF, Outcome, RunFolder, Work};

/// Sets of record ids.
pub type Groups = BTreeSet<BTreeSet<String>>;

/// A scratch folder with `registry.db` and `inbox/`.
pub struct Deliveries {
    pub work: Work,
}

impl Deliveries {
    pub fn new() -> Deliveries {
        Deliveries::beside(Work::new())
    }

    /// In a folder that is there already.
    pub fn beside(work: Work) -> Deliveries {
        work.run(["registry", "init", "--registry", "registry.db"]).succeeds();
        std::fs::create_dir(work.path("inbox")).unwrap();
        Deliveries { work }
    }

    /// Puts a file into the inbox.
    pub fn deliver(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        self.work.write(&format!("inbox/{name}"), content)
    }

    /// Puts what lies in `done/` back into the inbox.
    pub fn deliver_again(&self) {
        for name in self.work.list("inbox/done") {
            self.deliver(&name, self.work.read(&format!("inbox/done/{name}")));
        }
    }

    /// Names of the files in the inbox.
    pub fn inbox(&self) -> BTreeSet<String> {
        let mut names = self.work.list("inbox");
        names.remove("done");
        names
    }

    /// Runs a night at the time of all tests, however it ends.
    pub fn try_night(&self, out: &str) -> Outcome {
        self.work.run(night(out))
    }

    /// Runs a night that reads and uses everything.
    #[track_caller]
    pub fn night(&self, out: &str) -> RunFolder {
        self.try_night(out).succeeds();
        self.work.opened(out)
    }

    pub fn registry(&self) -> Registry {
        Registry::open_to_read(&self.work.path("registry.db")).unwrap()
    }

    /// The log's last event: its number and hash.
    pub fn log_end(&self) -> (u64, String) {
        self.registry().view().log_end().unwrap()
    }

    /// The id of the client of each live record, by the record's id.
    pub fn members(&self) -> BTreeMap<String, String> {
        let registry = self.registry();
        let view = registry.view();
        let mut members = BTreeMap::new();
        let member = |record, client| {
            let record = view.record(record)?.unwrap();
            assert_eq!(record.replaced_by, None, "a replaced record has no client");
            let client = view.client(client)?.unwrap();
            assert!(members.insert(record.record_id, client.client_id).is_none());
            Ok(())
        };
        view.visit_members(member).unwrap();
        members
    }

    /// The clients, each by the ids of its records.
    pub fn clients(&self) -> Groups {
        let mut groups: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (record, client) in self.members() {
            groups.entry(client).or_default().insert(record);
        }
        groups.into_values().collect()
    }

    /// The open questions, each by the ids of its records.
    pub fn questions(&self) -> Groups {
        let registry = self.registry();
        let view = registry.view();
        let id = |record| view.record(record).unwrap().unwrap().record_id;
        let mut questions = Groups::new();
        let question = |question: selfsame::registry::Question| {
            questions.insert([id(question.pair.a), id(question.pair.b)].into());
            Ok(())
        };
        view.visit_questions(question).unwrap();
        questions
    }

    /// The client that an id stands for now.
    pub fn resolved(&self, client_id: &str) -> String {
        self.registry().view().resolve_client(client_id).unwrap().unwrap().client_id
    }

    /// A person says of two records what they are.
    pub fn answer(&self, one: &str, other: &str, answer: Answer) {
        let mut registry = Registry::open(&self.work.path("registry.db")).unwrap();
        let number = |id| registry.view().find_record(id).unwrap().unwrap();
        let pair = RecordPair::new(number(one), number(other));
        let (by, reason) = ("reviewer", "looked at both");
        registry.answer(&NewAnswer { pair, answer, by, reason, at: 0, relation: None }).unwrap();
    }

    /// Nothing is wrong inside.
    #[track_caller]
    pub fn is_sound(&self) {
        let found = self.registry().verify().unwrap();
        assert!(found.is_sound(), "{:?}", found.problems);
    }
}

/// The arguments of a night.
pub fn night(out: &str) -> [&str; 9] {
    ["nightly", "--registry", "registry.db", "--inbox", "inbox", "--out", out, "--as-of", AS_OF]
}

/// A file of `synth`: its header and its rows.
pub fn rows(work: &Work, name: &str) -> (String, Vec<String>) {
    let text = String::from_utf8(work.read(&format!("synth/{name}.csv"))).unwrap();
    let mut lines: Vec<String> = text.split_inclusive('\n').map(str::to_string).collect();
    (lines.remove(0), lines)
}

/// Throws that come out alike every time (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    pub fn throw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `end - 1`.
    pub fn below(&mut self, end: usize) -> usize {
        (self.throw() % end as u64) as usize
    }

    /// Yes in so many of a hundred throws.
    pub fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for end in (1..all.len()).rev() {
            all.swap(end, self.below(end + 1));
        }
    }
}
