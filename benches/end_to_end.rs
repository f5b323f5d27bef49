//! What does a run cost from files to published folder, at 100,000 records, on all cores?

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use selfsame::pipeline::{AsOf, LinkRequest, Silent, link};
use selfsame::settings::Settings;
use selfsame::synth::Format;

mod population;
use population::Population;

/// They have about 100,000 records.
const PEOPLE: usize = 41_000;

fn end_to_end(criterion: &mut Criterion) {
    let population = Population::of(PEOPLE, &[Format::Csv, Format::Parquet]);
    let folder = tempfile::tempdir().expect("a folder for the runs");
    let run = |format: Format| {
        let request = LinkRequest {
            inputs: population.inputs(format),
            settings: Settings::default(),
            model: None,
            answers: None,
            out: folder.path().join("run"),
            force: true,
            as_of: AsOf::parse("2026-01-01").expect("a date"),
            acknowledgements: None,
            memory: None,
        };
        link(&request, &Silent).expect("a run").counts.records
    };
    let mut group = criterion.benchmark_group("end to end");
    group.throughput(Throughput::Elements(run(Format::Parquet)));
    group.bench_function("from CSV", |bench| bench.iter(|| run(Format::Csv)));
    group.bench_function("from Parquet", |bench| bench.iter(|| run(Format::Parquet)));
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(5));
    targets = end_to_end
}
criterion_main!(benches);
