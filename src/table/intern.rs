//! Distinct values to small numbers, page by page in parallel.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use crate::read::Page;
use crate::record::Field;

/// The distinct values of some columns, taken together, and each row's code for each column.
/// Code 0 is the blank.
pub struct Interned<'a> {
    /// Value of each code.
    pub values: Vec<&'a str>,
    /// By page, then by column in the order asked for, then by row.
    pub codes: Vec<Vec<Vec<u32>>>,
}

/// Gives equal values equal codes. Only names and places are worth it; what is nearly unique is not.
pub fn intern<'a>(pages: &'a [Page], fields: &[Field]) -> Interned<'a> {
    let locals: Vec<Local<'a>> = pages.par_iter().map(|page| Local::new(page, fields)).collect();
    let mut dictionary = Dictionary::new();
    let (mut codes, mut remaps) = (Vec::new(), Vec::new());
    for local in locals {
        remaps.push(local.values.iter().map(|value| dictionary.code(value)).collect::<Vec<u32>>());
        codes.push(local.codes);
    }
    codes.par_iter_mut().zip(&remaps).for_each(|(columns, remap)| {
        for code in columns.iter_mut().flatten() {
            *code = remap[*code as usize];
        }
    });
    Interned { values: dictionary.values, codes }
}

struct Local<'a> {
    values: Vec<&'a str>,
    codes: Vec<Vec<u32>>,
}

impl<'a> Local<'a> {
    fn new(page: &'a Page, fields: &[Field]) -> Local<'a> {
        let mut dictionary = Dictionary::new();
        let codes = fields
            .iter()
            .map(|&field| match page.column(field) {
                None => vec![0; page.len()],
                Some(_) => {
                    (0..page.len()).map(|row| dictionary.code(page.value(row, field))).collect()
                }
            })
            .collect();
        Local { values: dictionary.values, codes }
    }
}

struct Dictionary<'a> {
    values: Vec<&'a str>,
    codes: FxHashMap<&'a str, u32>,
}

impl<'a> Dictionary<'a> {
    fn new() -> Dictionary<'a> {
        Dictionary { values: vec![""], codes: FxHashMap::from_iter([("", 0)]) }
    }

    fn code(&mut self, value: &'a str) -> u32 {
        *self.codes.entry(value).or_insert_with(|| {
            self.values.push(value);
            (self.values.len() - 1) as u32
        })
    }
}
