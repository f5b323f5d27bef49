//! What does each stage of a run cost a record, on all cores? Each time is that of the whole
//! population, the throughput is in records.

use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{
    BatchSize, BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main,
};
use selfsame::block::Blocking;
use selfsame::decide::Pair;
use selfsame::pipeline::{
    AsOf, LinkRequest, Silent, count_signatures, evidence, link, score_pairs,
};
use selfsame::read::{Input, Received, read};
use selfsame::resolve::{hold_two_candidates, resolve};
use selfsame::score::{Known, Model, Scorer, estimate};
use selfsame::settings::Settings;
use selfsame::standardize::Rules;
use selfsame::synth::Format;
use selfsame::table::{ReferenceFrequencies, Table};

mod population;
use population::Population;

/// Enough for realistic blocks, few enough that a bench takes a minute.
const PEOPLE: usize = 20_000;

type Group<'a> = BenchmarkGroup<'a, WallTime>;

fn stages(criterion: &mut Criterion) {
    let population = Population::of(PEOPLE, &[Format::Csv, Format::Parquet]);
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
    let most = settings.estimate.max_pairs;
    let count = || count_signatures(table, blocking, most, |_, _| Known::Nothing, &Silent);
    group.bench_function("estimate: count", |bench| bench.iter(count));
    let counts = count();
    group.bench_function("estimate: fit", |bench| {
        bench.iter(|| estimate(&shipped, &counts, &settings.estimate))
    });
    let scorer = Scorer::new(&shipped);
    let scored = || score_pairs(table, blocking, &scorer, &settings.decide, &Silent).0;
    group.bench_function("score", |bench| bench.iter(scored));
    let pairs = scored();
    let evidence = |a: u32, b: u32| evidence(table, &scorer, a, b);
    let resolved = |mut pairs: Vec<Pair>| {
        hold_two_candidates(&table.rows, &mut pairs, settings.decide.lead);
        let rows = &table.rows;
        resolve(rows, rows.len(), &mut pairs, &settings.decide, evidence)
    };
    group.bench_function("resolve", |bench| {
        bench.iter_batched(|| pairs.clone(), resolved, BatchSize::LargeInput)
    });
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
        acknowledgements: None,
        memory: None,
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
