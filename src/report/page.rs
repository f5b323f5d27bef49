//! The page: what stands where, in the words of the template.
//!
//! In: a [`Report`]. Out: HTML. Must never: mark a text as safe that did not come from a drawing.

use askama::Template;

use super::{ExplainedPair, Report, charts, model, waterfall};
use crate::error::{Error, Result};
use crate::evaluate::{
    Accuracy, Band, Evaluation, Histories, Interval, Missed, PassRecall, Subgroup, grouped, ratio,
};

/// Fills the template.
pub fn render(report: &Report) -> Result<String> {
    let evaluation = &report.evaluation;
    let page = Page {
        version: env!("CARGO_PKG_VERSION"),
        about: &report.about,
        headline: headline(evaluation),
        accuracy: accuracy_rows(evaluation),
        counts: counts(evaluation),
        precision_recall: charts::precision_recall(&evaluation.thresholds, &evaluation.linked),
        threshold_curve: charts::threshold_curve(&evaluation.thresholds),
        histogram: charts::histogram(&evaluation.thresholds),
        floor: evaluation.thresholds.floor,
        calibration: charts::calibration(&evaluation.calibration),
        calibration_error: ratio(evaluation.calibration.expected_calibration_error),
        stated_99: band_row("0.99 and more in all".into(), &evaluation.calibration.stated_99),
        bands: bands(&evaluation.calibration.by_probability),
        model: model::chart(&report.comparisons),
        passes: evaluation.blocking.by_pass.iter().map(pass_row).collect(),
        blocking_found: grouped(evaluation.blocking.found),
        blocking_recall: ratio(evaluation.blocking.recall),
        subgroups: evaluation.subgroups.iter().map(subgroup_row).collect(),
        family: family(evaluation),
        histories: evaluation.histories.as_ref().map(histories).unwrap_or_default(),
        reasons: evaluation.wrong_pairs.missed_by_reason.iter().map(reason_row).collect(),
        sections: [
            ErrorSection::new("False merges", MERGED, &report.false_merges),
            ErrorSection::new("Missed pairs", MISSED, &report.missed),
        ],
        shows_values: report.shows_values,
        intervals: format!(
            "{} samples of people, seed {}",
            evaluation.intervals.replicates, evaluation.intervals.seed
        ),
    };
    page.render().map_err(|error| Error::Invariant(format!("the report's template: {error}")))
}

const MERGED: &str = "Pairs of two people that stand in one client, the heaviest first.";
const MISSED: &str = "Pairs of one person that stand in two clients, of each reason in turn the \
                      heaviest. A pair that was not written is weighed here all the same.";

#[derive(Template)]
#[template(path = "report.html")]
struct Page<'r> {
    version: &'static str,
    about: &'r [(&'static str, String)],
    headline: Vec<Figure>,
    accuracy: Vec<AccuracyRow>,
    counts: Vec<(&'static str, String)>,
    precision_recall: String,
    threshold_curve: String,
    histogram: String,
    floor: f64,
    calibration: String,
    calibration_error: String,
    stated_99: BandRow,
    bands: Vec<BandRow>,
    model: String,
    passes: Vec<PassRow>,
    blocking_found: String,
    blocking_recall: String,
    subgroups: Vec<SubgroupRow>,
    family: Vec<(&'static str, String)>,
    histories: Vec<(&'static str, String)>,
    reasons: Vec<(String, String)>,
    sections: [ErrorSection; 2],
    shows_values: bool,
    intervals: String,
}

/// A large number with what it could have been.
struct Figure {
    label: &'static str,
    value: String,
    interval: String,
}

struct AccuracyRow {
    label: &'static str,
    precision: String,
    recall: String,
    f1: String,
    specificity: String,
    right: String,
    wrong: String,
    missed: String,
}

struct BandRow {
    label: String,
    pairs: String,
    guarded: String,
    stated: String,
    observed: String,
}

struct PassRow {
    pass: String,
    found: String,
    recall: String,
    only_here: String,
    width: String,
}

struct SubgroupRow {
    label: String,
    records: String,
    true_pairs: String,
    precision: String,
    recall: String,
    f1: String,
    linked_f1: String,
    width: String,
}

struct ErrorSection {
    title: &'static str,
    what: &'static str,
    errors: Vec<ErrorView>,
}

struct ErrorView {
    record_a: String,
    record_b: String,
    /// What the run said of the pair, and what kept it apart.
    verdict: String,
    passes: String,
    waterfall: String,
    values: Vec<(&'static str, String, String)>,
}

impl ErrorSection {
    fn new(title: &'static str, what: &'static str, pairs: &[ExplainedPair]) -> ErrorSection {
        ErrorSection { title, what, errors: pairs.iter().map(error_view).collect() }
    }
}

fn error_view(explained: &ExplainedPair) -> ErrorView {
    let pair = &explained.pair;
    // A reason says the decision too.
    let reason = pair.reason.map(|reason| reason.label().to_string());
    let decision = || pair.decision.map(|decision| format!("decided {decision}"));
    let guards = (!pair.guards.is_empty()).then(|| format!("guards: {}", listed(&pair.guards)));
    let verdict: Vec<String> = [reason.or_else(decision), guards].into_iter().flatten().collect();
    ErrorView {
        record_a: pair.record_a.clone(),
        record_b: pair.record_b.clone(),
        verdict: verdict.join("; "),
        passes: if explained.passes.is_empty() { "none".into() } else { listed(&explained.passes) },
        waterfall: waterfall::chart(explained),
        values: explained.values.clone(),
    }
}

/// Names with `;` between them, with room to break the line.
fn listed(names: &str) -> String {
    names.replace(';', ", ")
}

fn headline(evaluation: &Evaluation) -> Vec<Figure> {
    let (closure, intervals) = (&evaluation.closure, &evaluation.intervals);
    let between = |interval: Option<Interval>| {
        interval.map_or_else(String::new, |Interval { low, high }| {
            format!("{} to {}", ratio(Some(low)), ratio(Some(high)))
        })
    };
    let figure = |label, value: Option<f64>, interval: Option<Interval>| Figure {
        label,
        value: ratio(value),
        interval: between(interval),
    };
    let review = Figure {
        label: "pairs left to people",
        value: grouped(evaluation.review.pairs),
        interval: format!("{} of the records", ratio(evaluation.review.share_of_records)),
    };
    vec![
        figure("precision", closure.precision, intervals.precision),
        figure("recall", closure.recall, intervals.recall),
        figure("F1", closure.f1, intervals.f1),
        review,
    ]
}

fn accuracy_rows(evaluation: &Evaluation) -> Vec<AccuracyRow> {
    let row = |label, accuracy: &Accuracy| AccuracyRow {
        label,
        precision: ratio(accuracy.precision),
        recall: ratio(accuracy.recall),
        f1: ratio(accuracy.f1),
        specificity: accuracy.specificity.map_or("-".into(), |share| format!("{share:.9}")),
        right: grouped(accuracy.true_positives),
        wrong: grouped(accuracy.false_positives),
        missed: grouped(accuracy.false_negatives),
    };
    let b_cubed = &evaluation.b_cubed;
    let by_records = AccuracyRow {
        label: "clients, by records (B-cubed)",
        precision: ratio(b_cubed.precision),
        recall: ratio(b_cubed.recall),
        f1: ratio(b_cubed.f1),
        specificity: String::new(),
        right: String::new(),
        wrong: String::new(),
        missed: String::new(),
    };
    vec![
        row("pairs linked", &evaluation.linked),
        row("pairs linked or in review", &evaluation.linked_or_review),
        row("clients, by pairs", &evaluation.closure),
        by_records,
    ]
}

fn counts(evaluation: &Evaluation) -> Vec<(&'static str, String)> {
    let errors = &evaluation.client_errors;
    [
        ("records", evaluation.records),
        ("people", evaluation.people),
        ("clients", evaluation.clients),
        ("true pairs", evaluation.true_pairs),
        ("clients of two or more people", errors.clients_with_several_people),
        ("people in two or more clients", errors.people_in_several_clients),
        ("clients of two or more births", errors.clients_with_several_births),
        ("pairs in review", evaluation.review.pairs),
        ("of them true matches", evaluation.review.true_matches),
    ]
    .map(|(label, count)| (label, grouped(count)))
    .into()
}

fn family(evaluation: &Evaluation) -> Vec<(&'static str, String)> {
    let (kin, newborns) = (&evaluation.kin_errors, &evaluation.newborn_errors);
    [
        ("clients that hold two twins", kin.twins),
        ("clients that hold two other siblings", kin.siblings),
        ("clients that hold two others of one household", kin.household),
        ("newborns’ records", Some(newborns.records)),
        ("pairs of newborns’ records: true pairs", Some(newborns.true_pairs)),
        ("pairs of newborns’ records: two people in one client", Some(newborns.false_merges)),
        ("pairs of newborns’ records: one person in two clients", Some(newborns.missed_links)),
    ]
    .map(|(label, count)| (label, count.map_or("unknown".into(), grouped)))
    .into()
}

fn histories(of: &Histories) -> Vec<(&'static str, String)> {
    vec![
        ("precision of events", ratio(of.precision)),
        ("recall of events", ratio(of.recall)),
        ("statements about doses", grouped(of.statements)),
        ("doses truly given and told of", grouped(of.true_events)),
        ("events", grouped(of.events)),
        ("doses counted twice", grouped(of.true_events_apart)),
        ("doses that are one event with another", grouped(of.true_events_together)),
        ("doses in no event", grouped(of.true_events_lost)),
        ("events with a dose that never was", grouped(of.events_of_none)),
        ("combinations told in parts only", grouped(of.told_in_parts)),
        ("precision if each of their parts counts", ratio(of.by_parts.precision)),
        ("recall if each of their parts counts", ratio(of.by_parts.recall)),
    ]
}

fn bands(bands: &[Band]) -> Vec<BandRow> {
    bands.iter().map(|band| band_row(format!("{} to {}", band.from, band.to), band)).collect()
}

fn band_row(label: String, band: &Band) -> BandRow {
    let share = |value: Option<f64>| value.map_or("-".into(), |value| format!("{value:.5}"));
    BandRow {
        label,
        pairs: grouped(band.pairs),
        guarded: grouped(band.guarded),
        stated: share(band.stated),
        observed: share(band.observed),
    }
}

fn pass_row(pass: &PassRecall) -> PassRow {
    PassRow {
        pass: pass.pass.clone(),
        found: grouped(pass.found),
        recall: ratio(pass.recall),
        only_here: grouped(pass.only_here),
        width: width(pass.recall),
    }
}

fn subgroup_row(group: &Subgroup) -> SubgroupRow {
    SubgroupRow {
        label: format!("{}: {}", group.by, group.name),
        records: group.records.map_or("-".into(), grouped),
        true_pairs: grouped(group.true_pairs),
        precision: ratio(group.closure.precision),
        recall: ratio(group.closure.recall),
        f1: ratio(group.closure.f1),
        linked_f1: ratio(group.linked.f1),
        width: width(group.closure.f1),
    }
}

fn reason_row(missed: &Missed) -> (String, String) {
    let guards = if missed.guards.is_empty() { "" } else { ": " };
    (format!("{}{guards}{}", missed.reason.label(), listed(&missed.guards)), grouped(missed.pairs))
}

/// Pixels of a small bar of a hundred.
fn width(share: Option<f64>) -> String {
    format!("{:.1}", share.unwrap_or(0.0) * 100.0)
}
