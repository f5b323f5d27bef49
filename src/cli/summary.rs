//! The summary that a run ends with.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use crate::write::Manifest;

/// What a person wants to know of a run, on one screen.
pub fn summary(manifest: &Manifest, out: &Path) -> String {
    let counts = &manifest.counts;
    let mut text = String::new();
    let mut line = |name: &str, value: u64, note: String| {
        let _ = writeln!(text, "{name:>22}  {:>14}  {note}", grouped(value));
    };
    let submissions = counts.records - counts.birth_records;
    let note =
        format!("{} births, {} submissions", grouped(counts.birth_records), grouped(submissions));
    line("records", counts.records, note);
    line("rejects", counts.rejects, hint(counts.rejects, "see rejects.parquet"));
    for (sender, warning, messages) in warnings(manifest) {
        line("warnings", messages, format!("{sender}: {warning}"));
    }
    for (field, unused) in much_unused(manifest) {
        line("not used", unused, format!("{field}: no evidence, see unused_values in run.json"));
    }
    line("pairs compared", counts.pairs_compared, per(counts.pairs_compared, counts.records));
    for pass in manifest.passes.iter().filter(|pass| pass.pairs_compared > 0) {
        let mut note = pass.pass.clone();
        if pass.refined_blocks > 0 {
            let _ = write!(note, ", {} large blocks refined", grouped(pass.refined_blocks));
        }
        if pass.cut_blocks > 0 {
            let _ = write!(
                note,
                ", {} CUT: nothing tells their records apart",
                grouped(pass.cut_blocks)
            );
        }
        line("", pass.pairs_compared, note);
    }
    line("linked", counts.linked, String::new());
    line("for review", counts.review, hint(counts.held_records, &held(counts.held_records)));
    line("clients", counts.clients, String::new());
    if let Some(night) = &manifest.night {
        let usual = |name: &str| match night.usual.get(name) {
            Some(&usual) => format!("usual: {}", grouped(usual as u64)),
            None => String::new(),
        };
        for (name, value, note) in [
            ("new records", night.new_records, usual("new_records")),
            ("new versions", night.new_versions, "of records that were sent before".to_string()),
            ("known already", night.known_records, "".to_string()),
            (
                "resolved anew",
                night.resolved_records,
                "records that the news can reach".to_string(),
            ),
            ("created", night.created, format!("clients; {}", usual("created"))),
            ("merged", night.merged, "clients into others".to_string()),
            ("split", night.split, "clients from others".to_string()),
            ("asked", night.asked, "questions for a person".to_string()),
            ("withdrawn", night.withdrawn, "questions that need no answer any more".to_string()),
            ("registry", night.registry_records, "records".to_string()),
            ("", night.registry_clients, "clients".to_string()),
            ("", night.open_questions, "open questions".to_string()),
        ] {
            line(name, value, note);
        }
        if night.examined > 0 {
            let note = "records, for model, settings or standardization are others";
            line("examined anew", night.examined, note.into());
            let nights = manifest.settings.night.nights(night.to_examine);
            line("still to examine", night.to_examine, format!("records, in {nights} nights"));
        }
        for (file, reason) in &night.left_alone {
            line("left alone", 1, format!("{file}: {reason}"));
        }
    }
    if counts.doses > 0 {
        line("doses", counts.events, format!("told of in {} rows", grouped(counts.doses)));
    }
    let memory = manifest.peak_memory_bytes.map_or(String::new(), |bytes| {
        format!(", {:.2} GiB at most", bytes as f64 / f64::from(1 << 30))
    });
    let threads = manifest.threads;
    let _ = writeln!(
        text,
        "{:>22}  {:>14.2}  on {threads} threads{memory}",
        "seconds", manifest.seconds
    );
    let stages =
        manifest.stages.iter().map(|stage| format!("{} {:.2}", stage.stage, stage.seconds));
    let _ = writeln!(text, "{:>22}  {:>14}  {}", "", "", stages.collect::<Vec<_>>().join(", "));
    let _ = writeln!(text, "\n{} is complete: run {}", out.display(), manifest.run_id);
    text
}

/// What was odd in messages, the most frequent first: whom to call. All are in run.json.
fn warnings(manifest: &Manifest) -> Vec<(&str, &str, u64)> {
    const SHOWN: usize = 5;
    let mut all: Vec<(&str, &str, u64)> = Vec::new();
    for input in &manifest.inputs {
        for (sender, warnings) in &input.warnings {
            let of_sender = warnings.iter().map(|(text, count)| (&**sender, &**text, *count));
            all.extend(of_sender);
        }
    }
    all.sort_unstable_by(|x, y| y.2.cmp(&x.2).then_with(|| x.cmp(y)));
    all.truncate(SHOWN);
    all
}

/// Fields of which so many values are no evidence that somebody should hear of it.
fn much_unused(manifest: &Manifest) -> impl Iterator<Item = (&str, u64)> {
    const SHARE: f64 = 0.05;
    let least = SHARE * manifest.counts.records as f64;
    let mut by_field = BTreeMap::<&str, u64>::new();
    for (field, unused) in manifest.unused_values.values().flatten() {
        *by_field.entry(field).or_default() += unused.placeholder + unused.invalid;
    }
    by_field.into_iter().filter(move |&(_, unused)| unused as f64 > least)
}

fn hint(count: u64, text: &str) -> String {
    if count > 0 { text.to_string() } else { String::new() }
}

fn held(records: u64) -> String {
    format!("{} records stand alone until a person has answered", grouped(records))
}

fn per(count: u64, records: u64) -> String {
    format!("{:.1} a record", count as f64 / records.max(1) as f64)
}

/// A number with its thousands set apart.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1234567, "1,234,567")] {
            assert_eq!(super::grouped(number), text);
        }
    }
}
