//! What does each stage of a run cost a record, on all cores? Each time is that of the whole
//! population, the throughput is in records.

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use rayon::prelude::*;
use rustc_hash::FxHashMap;
use selfsame::block::{Blocking, Task};
use selfsame::compare::{Signature, compare};
use selfsame::decide::{Pair, decide, guards, is_on_record};
use selfsame::pipeline::{AsOf, LinkRequest, Silent, link};
use selfsame::read::{Input, Received, read};
use selfsame::resolve::{Evidence, hold_two_candidates, resolve};
use selfsame::score::{Known, Model, Scorer, SignatureCounts, estimate};
use selfsame::settings::Settings;
use selfsame::standardize::Rules;
use selfsame::synth::Format;
use selfsame::table::{ReferenceFrequencies, Table};

mod population;
use population::Population;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn stages(criterion: &mut Criterion) {
    let population = Population::new(&[Format::Csv, Format::Parquet]);
    let (csv, parquet) = (population.inputs(Format::Csv), population.inputs(Format::Parquet));
    let (settings, rules) = (Settings::default(), Rules::shipped());
    let as_of = AsOf::parse("2026-01-01").expect("a date");
    let received = receive(&parquet, &settings);
    let mut group = criterion.benchmark_group("stages");
    group.throughput(Throughput::Elements(received.records.len() as u64));
    group.bench_function("read CSV", |bench| bench.iter(|| receive(&csv, &settings)));
    group.bench_function("read Parquet", |bench| bench.iter(|| receive(&parquet, &settings)));
    let standardized =
        || Table::new(&received.records, &rules, as_of.date(), &ReferenceFrequencies::default());
    group.bench_function("standardize", |bench| bench.iter(standardized));
    let table = standardized();
    let blocked = || Blocking::new(&table, &settings.block);
    group.bench_function("block", |bench| bench.iter(blocked));
    pair_stages(&mut group, &table, &blocked(), &settings);
    write_stage(&mut group, &parquet, &as_of);
    group.finish();
}

fn receive(inputs: &[Input], settings: &Settings) -> Received {
    read(inputs, settings, &|_, _| {}).expect("the population")
}

fn pair_stages(group: &mut Group, table: &Table, blocking: &Blocking, settings: &Settings) {
    let shipped = Model::shipped().expect("the shipped model");
    let counts = signature_counts(table, blocking);
    group.bench_function("estimate, after counting", |bench| {
        bench.iter(|| estimate(&shipped, &counts, &settings.estimate))
    });
    let scorer = Scorer::new(&shipped);
    let scored = || score(table, blocking, &scorer, settings);
    group.bench_function("score", |bench| bench.iter(scored));
    let pairs = scored();
    let evidence = |a: u32, b: u32| {
        let (signature, weight) = weigh(table, &scorer, a, b);
        let guards =
            guards(signature, &table.rows[a as usize], &table.rows[b as usize], &table.frequencies);
        Evidence { weight, guards }
    };
    let resolved = |mut pairs: Vec<Pair>| {
        hold_two_candidates(&table.rows, &mut pairs, settings.decide.lead);
        resolve(&table.rows, &mut pairs, &settings.decide, evidence)
    };
    group.bench_function("resolve", |bench| {
        bench.iter_batched(|| pairs.clone(), resolved, BatchSize::LargeInput)
    });
}

/// What `link` does in its own order, by the public functions of the stages: find, compare, weigh,
/// decide.
fn score(table: &Table, blocking: &Blocking, scorer: &Scorer, settings: &Settings) -> Vec<Pair> {
    let one = |a: u32, b: u32| {
        let (signature, weight) = weigh(table, scorer, a, b);
        let guards =
            guards(signature, &table.rows[a as usize], &table.rows[b as usize], &table.frequencies);
        let (decision, guards) = decide(weight, guards, &settings.decide);
        is_on_record(signature, weight, &settings.decide).then_some(Pair {
            a,
            b,
            passes: 0,
            signature,
            weight,
            guards,
            decision,
            answered: false,
        })
    };
    let task = |task: &Task| {
        let mut kept = Vec::new();
        blocking.pairs(task, |a, b| kept.extend(one(a, b)));
        kept
    };
    let mut pairs: Vec<Pair> = blocking.tasks().par_iter().flat_map_iter(task).collect();
    pairs.par_sort_unstable_by_key(|pair| (pair.a, pair.b));
    pairs
}

fn weigh(table: &Table, scorer: &Scorer, a: u32, b: u32) -> (Signature, f64) {
    let (a, b) = (&table.rows[a as usize], &table.rows[b as usize]);
    let signature = compare(a, b, table);
    (signature, scorer.weight(signature, a, b, &table.frequencies))
}

fn signature_counts(table: &Table, blocking: &Blocking) -> SignatureCounts {
    let mut counts: FxHashMap<Signature, u64> = FxHashMap::default();
    for task in blocking.tasks() {
        blocking.pairs(&task, |a, b| {
            let (a, b) = (&table.rows[a as usize], &table.rows[b as usize]);
            *counts.entry(compare(a, b, table)).or_default() += 1;
        });
    }
    let unknown = counts.into_iter().map(|(signature, count)| (signature, Known::Nothing, count));
    let mut counts: SignatureCounts = unknown.collect();
    counts.sort_unstable();
    counts
}

/// Writing begins with what only a whole run knows, so whole runs are made, and their own clock is
/// read.
fn write_stage(group: &mut Group, inputs: &[Input], as_of: &AsOf) {
    let folder = tempfile::tempdir().expect("a folder for the runs");
    let request = LinkRequest {
        inputs: inputs.to_vec(),
        settings: Settings::default(),
        model: None,
        answers: None,
        out: folder.path().join("run"),
        force: true,
        as_of: as_of.clone(),
    };
    let seconds = || {
        let manifest = link(&request, &Silent).expect("a run");
        let write = manifest.stages.iter().find(|stage| stage.stage == "write");
        write.map_or(0.0, |stage| stage.seconds)
    };
    group.bench_function("write", |bench| {
        bench.iter_custom(|runs| Duration::from_secs_f64((0..runs).map(|_| seconds()).sum()))
    });
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(3));
    targets = stages
}
criterion_main!(benches);
