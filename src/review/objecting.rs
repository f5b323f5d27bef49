//! Who objects to data sharing: a client does if one of its records says so.
//!
//! In: records of a registry. Out: for each, whether its client objects. Must never: look at the record alone,
//! for another of its client may have said no.

use rustc_hash::FxHashMap;

use crate::error::Result;
use crate::pipeline::MEMBERS;
use crate::record::{DataSharing, Field};
use crate::registry::{Stored, View};
use crate::standardize::data_sharing;

/// Whether each record's client objects, or is so large that not all its records are looked at; of a record
/// that another has replaced, that one's.
///
/// # Errors
/// The registry cannot be read.
pub fn objecting(view: &View, records: &[u32]) -> Result<Vec<bool>> {
    let newest = records.iter().map(|&record| view.newest_version(record));
    let newest = newest.collect::<Result<Vec<u32>>>()?;
    let clients = view.clients_of(&newest)?;
    let mut distinct: Vec<u32> = clients.iter().copied().flatten().collect();
    distinct.sort_unstable();
    distinct.dedup();
    let mut members = view.members_of(&distinct)?;
    let is_cut: Vec<bool> = members.iter().map(|members| members.len() > MEMBERS).collect();
    members.iter_mut().for_each(|members| members.truncate(MEMBERS));
    let stored = view.records(&[newest.clone(), members.concat()].concat())?;
    let numbers = stored.numbers.iter().copied().enumerate();
    let says_no: FxHashMap<u32, bool> =
        numbers.map(|(place, number)| (number, objects(&stored, place))).collect();
    let any = |(members, is_cut): (&Vec<u32>, bool)| {
        is_cut || members.iter().any(|member| says_no[member])
    };
    let any = members.iter().zip(is_cut).map(any);
    let by_client: FxHashMap<u32, bool> = distinct.iter().copied().zip(any).collect();
    let of = |(record, client): (&u32, Option<u32>)| match client {
        Some(client) => by_client[&client],
        None => says_no[record],
    };
    Ok(newest.iter().zip(clients).map(of).collect())
}

/// Whether a record itself objects.
fn objects(stored: &Stored, place: usize) -> bool {
    let wish = stored.records.value(place, Field::DataSharing);
    !wish.is_empty() && data_sharing(wish) == DataSharing::No
}
