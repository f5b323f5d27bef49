//! A finished run, opened again: its records standardized as they were then.

use std::path::Path;

use super::AsOf;
use crate::block::Blocking;
use crate::error::{Error, Result};
use crate::read::{Input, InputKind, Records, digest, read};
use crate::score::Model;
use crate::standardize::Rules;
use crate::table::Table;
use crate::write::Manifest;

/// A run and what it was made of.
pub struct Reopened {
    /// Its manifest.
    pub manifest: Manifest,
    /// Its model.
    pub model: Model,
    /// Its records.
    pub records: Records,
    /// Its records in standard form.
    pub table: Table,
    /// Its blocks.
    pub blocking: Blocking,
}

/// Reads a run's manifest and model, and its inputs again from where it read them.
///
/// # Errors
/// The folder is no run, or an input has moved or changed since.
pub fn reopen(folder: &Path) -> Result<Reopened> {
    let manifest = Manifest::read(folder)?;
    let model = Model::read(&folder.join("model.json"))?;
    let mut inputs = Vec::new();
    for input in &manifest.inputs {
        if digest(&input.path)? != input.digest {
            let problem = "has changed since the run; put the file back that the run was made of";
            return Err(Error::input(&input.path, problem));
        }
        let kind = InputKind::from_name(&input.kind).unwrap_or(InputKind::Either);
        inputs.push(Input { path: input.path.clone(), kind });
    }
    let records = read(&inputs, &manifest.settings, &|_, _| {})?.records;
    let rules = Rules::shipped().with_placeholders(&manifest.settings.placeholders);
    let table = {
        let as_of = AsOf::parse(&manifest.as_of)?.date();
        Table::new(&records, &rules, as_of, &model.reference)
    };
    let blocking = Blocking::new(&table, &manifest.settings.block);
    Ok(Reopened { manifest, model, records, table, blocking })
}
