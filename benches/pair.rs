//! What does one pair cost: to find, to compare, to weigh? The pairs are those that blocking brings,
//! in the order in which it brings them, on one thread; each time is that of all pairs, the
//! throughput is in pairs.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use selfsame::block::Blocking;
use selfsame::compare::{Signature, compare};
use selfsame::read::read;
use selfsame::record::Date;
use selfsame::score::{Model, Scorer};
use selfsame::settings::Settings;
use selfsame::standardize::Rules;
use selfsame::synth::Format;
use selfsame::table::{ReferenceFrequencies, Table};

mod population;
use population::Population;

fn table(settings: &Settings) -> Table {
    let population = Population::new(&[Format::Parquet]);
    let received =
        read(&population.inputs(Format::Parquet), settings, &|_, _| {}).expect("the population");
    Table::new(
        &received.records,
        &Rules::shipped(),
        Date::new(2026, 1, 1).unwrap_or_default(),
        &ReferenceFrequencies::default(),
    )
}

fn pairs_of(blocking: &Blocking) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for task in blocking.tasks() {
        blocking.pairs(&task, |a, b| pairs.push((a, b)));
    }
    pairs
}

fn pair(criterion: &mut Criterion) {
    let settings = Settings::default();
    let table = table(&settings);
    let blocking = Blocking::new(&table, &settings.block);
    let pairs = pairs_of(&blocking);
    let scorer = Scorer::new(&Model::shipped().expect("the shipped model"));
    let rows = |&(a, b): &(u32, u32)| (&table.rows[a as usize], &table.rows[b as usize]);
    let compared = |pair: &(u32, u32)| {
        let (a, b) = rows(pair);
        compare(a, b, &table)
    };
    let weighed = |(pair, signature): (&(u32, u32), Signature)| {
        let (a, b) = rows(pair);
        scorer.weight(signature, a, b, &table.frequencies)
    };
    let mut group = criterion.benchmark_group("pair");
    group.throughput(Throughput::Elements(pairs.len() as u64));
    group.bench_function("find", |bench| bench.iter(|| pairs_of(&blocking).len()));
    group.bench_function("compare", |bench| {
        bench.iter(|| {
            for pair in &pairs {
                black_box(compared(pair));
            }
        })
    });
    group.bench_function("compare+weigh", |bench| {
        bench.iter(|| pairs.iter().map(|pair| weighed((pair, compared(pair)))).sum::<f64>())
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
