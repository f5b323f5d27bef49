//! Which of the clients that stand each group of records is: ids follow them.
//!
//! In: groups of records as they are resolved now, and the client that each record belonged to. Out: for
//! each group the client that it is, or none; and what became of the clients that no group is. Must
//! never: let an id go without saying where it leads, or give one to two groups.
//!
//! The older client chooses first: it is the group that holds most of its records. A client whose group
//! is an older one's has been merged into it.

use std::collections::BTreeMap;

/// What became of the clients.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Succession {
    /// For each group the client that it is; none if it is a new one.
    pub clients: Vec<Option<u32>>,
    /// Clients that have been merged, each with the group that it was merged into.
    pub merged: Vec<(u32, usize)>,
}

/// Finds the clients of groups; `standing` gives the number of the client that a record belonged to,
/// older clients having smaller numbers.
pub fn succeed(groups: &[&[u32]], standing: impl Fn(u32) -> Option<u32>) -> Succession {
    // By client and group, how many records.
    let mut shares: BTreeMap<(u32, usize), usize> = BTreeMap::new();
    for (group, records) in groups.iter().enumerate() {
        for client in records.iter().filter_map(|&record| standing(record)) {
            *shares.entry((client, group)).or_default() += 1;
        }
    }
    let shares: Vec<((u32, usize), usize)> = shares.into_iter().collect();
    let mut succession = Succession { clients: vec![None; groups.len()], merged: Vec::new() };
    for shares in shares.chunk_by(|x, y| x.0.0 == y.0.0) {
        let most =
            shares.iter().max_by_key(|(place, records)| (*records, std::cmp::Reverse(*place)));
        let Some(&((client, group), _)) = most else { continue };
        match &mut succession.clients[group] {
            free @ None => *free = Some(client),
            Some(_) => succession.merged.push((client, group)),
        }
    }
    succession
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Records 0 to 9 belong to these clients.
    fn of(groups: &[&[u32]], standing: [u32; 10]) -> Succession {
        const NONE: u32 = 99;
        succeed(groups, |record| Some(standing[record as usize]).filter(|&client| client != NONE))
    }

    #[test]
    fn a_client_keeps_its_id_whoever_joins() {
        let found = of(&[&[0, 1, 2], &[3]], [7, 7, 99, 99, 0, 0, 0, 0, 0, 0]);
        assert_eq!(found, Succession { clients: vec![Some(7), None], merged: vec![] });
    }

    #[test]
    fn two_clients_that_become_one_keep_the_older_id() {
        let found = of(&[&[0, 1, 2]], [8, 8, 3, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(found, Succession { clients: vec![Some(3)], merged: vec![(8, 0)] });
    }

    #[test]
    fn the_larger_part_of_a_split_client_keeps_its_id() {
        let found = of(&[&[0], &[1, 2]], [4, 4, 4, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(found.clients, [None, Some(4)]);
        let halves = of(&[&[0], &[1]], [4, 4, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(halves.clients, [Some(4), None]);
    }

    #[test]
    fn a_client_of_which_only_a_part_is_merged_follows_the_part_that_is_larger() {
        let found = of(&[&[0, 1, 2], &[3]], [1, 5, 5, 5, 0, 0, 0, 0, 0, 0]);
        assert_eq!(found, Succession { clients: vec![Some(1), None], merged: vec![(5, 0)] });
    }
}
