//! `metrics.prom`: a night in numbers, for whoever watches many of them.
//!
//! In: a manifest. Out: text in the format that Prometheus reads from files. Must never: hold anything
//! but counts, seconds and the names of sources.

use std::fmt::Write as _;
use std::path::Path;

use super::Manifest;
use crate::error::{IoContext, Result};

/// Writes the numbers of a night.
///
/// # Errors
/// The system refuses.
pub fn write_metrics(path: &Path, manifest: &Manifest) -> Result<()> {
    std::fs::write(path, metrics(manifest)).while_doing("write", path)
}

fn metrics(manifest: &Manifest) -> String {
    let night = manifest.night.clone().unwrap_or_default();
    let mut text = String::new();
    let mut gauge = |name: &str, help: &str, values: &[(String, f64)]| {
        let _ = writeln!(text, "# HELP selfsame_{name} {help}\n# TYPE selfsame_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(text, "selfsame_{name}{labels} {value}");
        }
    };
    let one = |value: u64| [(String::new(), value as f64)];
    gauge("night_new_records", "Records that were new.", &one(night.new_records));
    gauge("night_new_versions", "Records sent again with changes.", &one(night.new_versions));
    gauge("night_known_records", "Records sent again as they were.", &one(night.known_records));
    gauge("night_rejects", "Rows refused.", &one(night.rejects));
    gauge("night_clients_created", "New clients.", &one(night.created));
    gauge("night_clients_merged", "Clients that became another.", &one(night.merged));
    gauge("night_clients_split", "Clients that came apart.", &one(night.split));
    gauge("night_questions_asked", "New questions for a person.", &one(night.asked));
    gauge("night_questions_withdrawn", "Questions withdrawn.", &one(night.withdrawn));
    gauge("night_files_left_alone", "Files left alone.", &one(night.left_alone.len() as u64));
    gauge("night_out_of_line", "Reasons of the gate.", &one(night.out_of_line.len() as u64));
    gauge("night_kept", "Whether the registry has kept the night.", &one(night.kept.into()));
    gauge("night_seconds", "Seconds in all.", &[(String::new(), manifest.seconds)]);
    gauge("registry_records", "Records of the registry.", &one(night.registry_records));
    gauge("registry_clients", "Clients that stand.", &one(night.registry_clients));
    gauge("registry_open_questions", "Open questions.", &one(night.open_questions));
    gauge("night_records_examined_anew", "Records examined anew.", &one(night.examined));
    gauge("registry_records_to_examine", "Records to be examined anew.", &one(night.to_examine));
    let of_source = |(source, &records): (&String, &u64)| (label(source), records as f64);
    let by_source: Vec<(String, f64)> = night.by_source.iter().map(of_source).collect();
    gauge("night_source_records", "New records and versions by source.", &by_source);
    text
}

fn label(source: &str) -> String {
    let escaped = source.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
    format!("{{source=\"{escaped}\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_of_any_name_is_one_label() {
        assert_eq!(label("rvrs"), r#"{source="rvrs"}"#);
        assert_eq!(label("a\"b\\c\nd"), r#"{source="a\"b\\c\nd"}"#);
    }
}
