//! The few different sets of guards that the pairs of a run are under, as numbers.

use rustc_hash::FxHashMap;

/// Sets of guards in the order in which they were seen; 0 is the empty one.
pub struct GuardSets {
    names: Vec<String>,
    numbers: FxHashMap<String, u32>,
}

impl Default for GuardSets {
    fn default() -> GuardSets {
        GuardSets {
            names: vec![String::new()],
            numbers: FxHashMap::from_iter([(String::new(), 0)]),
        }
    }
}

impl GuardSets {
    /// The number of a set, given as names with `;` between them.
    pub fn number(&mut self, guards: &str) -> u32 {
        if let Some(&number) = self.numbers.get(guards) {
            return number;
        }
        let number = self.names.len() as u32;
        self.names.push(guards.to_string());
        self.numbers.insert(guards.to_string(), number);
        number
    }

    /// The sets by number.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// As [`GuardSets::names`], kept.
    pub fn into_names(self) -> Vec<String> {
        self.names
    }
}
