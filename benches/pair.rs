//! What does one pair cost: to find, to compare, to weigh, to decide? The pairs are those that blocking brings,
//! in the order in which it brings them, on one thread; each time is that of all pairs, the
//! throughput is in pairs.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use selfsame::block::{Blocking, Candidate};
use selfsame::compare::compare;
use selfsame::pipeline::score_pair;
use selfsame::read::read;
use selfsame::record::Date;
use selfsame::score::{Model, Scorer};
use selfsame::settings::Settings;
use selfsame::standardize::Rules;
use selfsame::synth::Format;
use selfsame::table::{ReferenceFrequencies, Table};

mod population;
use population::Population;

/// Enough for realistic blocks, few enough that a bench takes a minute.
const PEOPLE: usize = 20_000;

fn table(settings: &Settings) -> Table {
    let population = Population::of(PEOPLE, &[Format::Parquet]);
    let received =
        read(&population.inputs(Format::Parquet), settings, &|_, _| {}).expect("the population");
    Table::new(
        &received.records,
        &Rules::shipped(),
        Date::new(2026, 1, 1).unwrap_or_default(),
        &ReferenceFrequencies::default(),
    )
}

fn pairs_of(blocking: &Blocking) -> Vec<Candidate> {
    blocking.tasks().into_iter().flat_map(|task| blocking.candidates(task)).collect()
}

fn pair(criterion: &mut Criterion) {
    let settings = Settings::default();
    let table = table(&settings);
    let blocking = Blocking::new(&table, &settings.block);
    let pairs = pairs_of(&blocking);
    let scorer = Scorer::new(&Model::shipped().expect("the shipped model"));
    let rows = |pair: &Candidate| (table.row(pair.a), table.row(pair.b));
    let compared = |pair: &Candidate| {
        let (a, b) = rows(pair);
        compare(a, b, &table)
    };
    let weighed = |pair: &Candidate| {
        let (a, b) = rows(pair);
        scorer.weight(compare(a, b, &table), a, b, &table.frequencies)
    };
    let decided = |pair: &Candidate| score_pair(*pair, &table, &scorer, &settings.decide);
    let mut group = criterion.benchmark_group("pair");
    group.throughput(Throughput::Elements(pairs.len() as u64));
    group.bench_function("find", |bench| bench.iter(|| pairs_of(&blocking).len()));
    group.bench_function("compare in full", |bench| {
        bench.iter(|| pairs.iter().for_each(|pair| _ = black_box(compared(pair))))
    });
    group.bench_function("compare and weigh in full", |bench| {
        bench.iter(|| pairs.iter().map(weighed).sum::<f64>())
    });
    group.bench_function("decide, as a run does", |bench| {
        bench.iter(|| pairs.iter().filter_map(decided).count())
    });
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2));
    targets = pair
}
criterion_main!(benches);
