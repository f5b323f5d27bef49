//! A measured run made ready for the page: the model's probabilities, and the worst errors explained.

use super::Measured;
use crate::compare::{COMPARISONS, compare};
use crate::error::{Error, Result};
use crate::evaluate::WrongPair;
use crate::record::Field;
use crate::report::{ComparisonChart, ExplainedPair, LevelProbabilities, Report, WeightPart};
use crate::score::{Class, Model, Scorer};
use crate::write::pass_names;

/// What the page shows of a measured run; `with_values` brings the records' values along.
///
/// # Errors
/// The run contradicts itself.
pub fn report(measured: Measured, with_values: bool) -> Result<Report> {
    let wrong = &measured.evaluation.wrong_pairs;
    let explain = |pairs: &[WrongPair]| -> Result<Vec<ExplainedPair>> {
        pairs.iter().map(|pair| explained(&measured, pair, with_values)).collect()
    };
    Ok(Report {
        about: about(&measured),
        comparisons: comparisons(&measured.run.model),
        false_merges: explain(&wrong.false_merges)?,
        missed: explain(&wrong.missed)?,
        shows_values: with_values,
        evaluation: measured.evaluation,
    })
}

fn about(measured: &Measured) -> Vec<(&'static str, String)> {
    let manifest = &measured.run.manifest;
    let inputs = manifest.inputs.iter().map(|input| input.path.display().to_string());
    vec![
        ("run", manifest.run_id.clone()),
        ("as of", manifest.as_of.clone()),
        ("inputs", inputs.collect::<Vec<_>>().join(", ")),
        ("model", format!("{}, {}", manifest.model, manifest.model_trained_on)),
    ]
}

/// m is the probability among matches; u among all other classes, each by its share.
fn comparisons(model: &Model) -> Vec<ComparisonChart> {
    let others = &Class::ALL[1..];
    let share = |class: &Class| model.shares[*class as usize];
    let all: f64 = others.iter().map(share).sum();
    let charts = COMPARISONS.iter().zip(&model.levels).map(|(comparison, levels)| {
        let levels = comparison.levels[1..].iter().zip(levels).map(|(&name, by_class)| {
            let u = others.iter().map(|class| share(class) * by_class[*class as usize]);
            let m = by_class[Class::Match as usize];
            LevelProbabilities { name, m, u: u.sum::<f64>() / all }
        });
        ComparisonChart { name: comparison.name, levels: levels.collect() }
    });
    charts.collect()
}

fn explained(measured: &Measured, pair: &WrongPair, with_values: bool) -> Result<ExplainedPair> {
    let run = &measured.run;
    let find = |id: &str| {
        let unknown = || Error::Invariant("an error names a record that was not read".into());
        run.records.find(id).ok_or_else(unknown)
    };
    let (a, b) = (find(&pair.record_a)?, find(&pair.record_b)?);
    let (row_a, row_b) = (&run.table.rows[a], &run.table.rows[b]);
    let signature = compare(row_a, row_b, &run.table);
    let score = Scorer::new(&run.model).score(signature, row_a, row_b, &run.table.frequencies);
    let levels = COMPARISONS.iter().zip(signature.levels()).zip(&score.comparisons);
    let parts = levels.map(|((comparison, level), &bits)| WeightPart {
        comparison: comparison.name,
        level: comparison.levels[level],
        bits,
    });
    let value = |record: usize, field: Field| run.records.value(record, field).to_string();
    let values = Field::ALL.iter().map(|&field| (field.name(), value(a, field), value(b, field)));
    Ok(ExplainedPair {
        pair: pair.clone(),
        weight: score.weight,
        parts: parts.collect(),
        passes: pass_names(run.blocking.passes_of(a.min(b) as u32, a.max(b) as u32)),
        values: if with_values {
            values.filter(|(_, a, b)| !a.is_empty() || !b.is_empty()).collect()
        } else {
            Vec::new()
        },
    })
}
