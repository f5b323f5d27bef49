//! What changes between two runs, as text for people.
//!
//! In: [`Changes`]. Out: aligned text. Must never: compute a change.

use std::fmt::Write;

use super::{Changes, ClientChange, ClientKind, Groups, PairChange, PairSide, Verdict};
use crate::evaluate::table::grouped;

/// No more record ids of one client are printed.
const IDS: usize = 8;
/// Record ids on one line.
const IDS_A_LINE: usize = 2;

impl Changes {
    /// Whether both runs have the same records, and say the same of them.
    pub fn is_nothing(&self) -> bool {
        let unmoved = self
            .pairs
            .by_verdict
            .iter()
            .all(|count| count.pairs == 0 || count.before == count.after);
        let records = self.records_only_before + self.records_only_after;
        let shift = &self.pairs.weight_shift;
        records + self.clients.records_changed == 0 && unmoved && shift.pairs == shift.unchanged
    }

    /// As aligned text of several lines, the last with a line end.
    pub fn text(&self) -> String {
        let mut out = String::new();
        self.rows(&mut out).expect("a String takes any text");
        out
    }

    fn rows(&self, out: &mut String) -> std::fmt::Result {
        self.sizes(out)?;
        self.decisions(out)?;
        self.shift(out)?;
        self.client_counts(out)?;
        self.examples(out)?;
        if self.is_nothing() {
            writeln!(out, "\nnothing changes")?;
        }
        Ok(())
    }

    fn sizes(&self, out: &mut String) -> std::fmt::Result {
        count(out, "records in both runs", self.records)?;
        if self.records_only_before + self.records_only_after > 0 {
            count(out, "records in the first run alone", self.records_only_before)?;
            count(out, "  pairs with one of them", self.pairs_only_before)?;
            count(out, "records in the second run alone", self.records_only_after)?;
            count(out, "  pairs with one of them", self.pairs_only_after)?;
        }
        for made_of in &self.made_of {
            let same = if made_of.same { "the same" } else { "different" };
            writeln!(out, "{:36}{same:>15}", made_of.what)?;
        }
        Ok(())
    }

    fn decisions(&self, out: &mut String) -> std::fmt::Result {
        write!(out, "\n{:20}", "before \\ after")?;
        Verdict::ALL.iter().try_for_each(|verdict| write!(out, "{:>16}", verdict.name()))?;
        for before in Verdict::ALL {
            write!(out, "\n{:20}", before.name())?;
            for after in Verdict::ALL {
                let found = self.pairs.by_verdict.iter();
                let found = found.filter(|count| count.before == before && count.after == after);
                let cell = found.map(|count| grouped(count.pairs)).next();
                write!(out, "{:>16}", cell.unwrap_or_else(|| "-".into()))?;
            }
        }
        writeln!(out, "\n")?;
        count(out, "pairs newly linked", self.pairs.newly_linked)?;
        count(out, "pairs no longer linked", self.pairs.no_longer_linked)?;
        count(out, "pairs newly in review", self.pairs.newly_in_review)?;
        count(out, "pairs no longer in review", self.pairs.no_longer_in_review)
    }

    fn shift(&self, out: &mut String) -> std::fmt::Result {
        let shift = &self.pairs.weight_shift;
        writeln!(out)?;
        count(out, "pairs weighed by both", shift.pairs)?;
        count(out, "  weight unchanged", shift.unchanged)?;
        for band in shift.bands.iter().filter(|band| band.pairs > 0) {
            count(out, &format!("  {} bits", band.bits), band.pairs)?;
        }
        let bits = |mean: Option<f64>| mean.map_or("-".into(), |mean| format!("{mean:+.3}"));
        writeln!(out, "{:36}{:>15}", "mean shift in bits", bits(shift.mean))
    }

    fn client_counts(&self, out: &mut String) -> std::fmt::Result {
        let clients = &self.clients;
        writeln!(out)?;
        count(out, "clients before", clients.before)?;
        count(out, "clients after", clients.after)?;
        count(out, "clients of the same records", clients.same)?;
        groups(out, "merged", &clients.merged)?;
        groups(out, "split", &clients.split)?;
        groups(out, "otherwise changed", &clients.otherwise_changed)?;
        count(out, "records whose client changed", clients.records_changed)
    }

    fn examples(&self, out: &mut String) -> std::fmt::Result {
        let pairs = &self.pairs;
        for (title, examples) in [
            ("newly linked", &pairs.examples_newly_linked),
            ("no longer linked", &pairs.examples_no_longer_linked),
            ("newly in review", &pairs.examples_newly_in_review),
        ] {
            if !examples.is_empty() {
                writeln!(out, "\npairs {title}, for example")?;
            }
            examples.iter().try_for_each(|example| pair(out, example))?;
        }
        if !self.clients.examples.is_empty() {
            writeln!(out, "\nclients that changed, for example")?;
        }
        self.clients.examples.iter().try_for_each(|example| client(out, example))
    }
}

fn count(out: &mut String, label: &str, count: u64) -> std::fmt::Result {
    writeln!(out, "{label:36}{:>15}", grouped(count))
}

fn groups(out: &mut String, label: &str, groups: &Groups) -> std::fmt::Result {
    let [before, after] = [groups.clients_before, groups.clients_after].map(grouped);
    let label = format!("clients {label}");
    writeln!(out, "{label:36}{:>15}", format!("{before} into {after}"))
}

fn pair(out: &mut String, pair: &PairChange) -> std::fmt::Result {
    writeln!(out, "  {} with {}", pair.record_a, pair.record_b)?;
    for (when, side) in [("before", &pair.before), ("after", &pair.after)] {
        writeln!(out, "    {when:8}{}", side.as_ref().map_or("not written".into(), verdict))?;
    }
    for level in &pair.levels {
        let [(before, weighed), (after, weighs)] = [&level.before, &level.after];
        let name = &level.comparison;
        writeln!(out, "    {name:16}{before:>20} {weighed:+8.3}  {after:>20} {weighs:+8.3}")?;
    }
    Ok(())
}

fn verdict(side: &PairSide) -> String {
    let guards = if side.guards.is_empty() { "" } else { "  " };
    format!("{:8}{:+9.3}{guards}{}", side.decision, side.weight, side.guards)
}

fn client(out: &mut String, change: &ClientChange) -> std::fmt::Result {
    let kind = match change.kind {
        ClientKind::Same => "same",
        ClientKind::Merged => "merged",
        ClientKind::Split => "split",
        ClientKind::OtherwiseChanged => "otherwise changed",
    };
    writeln!(out, "  {kind}")?;
    for (when, clients) in [("before", &change.before), ("after", &change.after)] {
        for records in clients {
            let shown = &records[..records.len().min(IDS)];
            for (line, ids) in shown.chunks(IDS_A_LINE).enumerate() {
                writeln!(out, "    {:8}{}", if line == 0 { when } else { "" }, ids.join(" "))?;
            }
            if records.len() > IDS {
                writeln!(out, "    {:8}and {} more", "", records.len() - IDS)?;
            }
        }
    }
    Ok(())
}
