//! How much faster than `strsim` are our kernels on the pairs that blocking brings: surnames, a
//! quarter equal, a quarter one typing error apart, half unrelated? Divide the time by [`PAIRS`].

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rand::{Rng, RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use selfsame::text;

/// Enough that no branch predictor learns them by heart, few enough to stay in the cache: the
/// question is the kernels' cost, not memory's.
const PAIRS: usize = 20_000;

const SYLLABLES: [&str; 32] = [
    "MAR", "TI", "NEZ", "GON", "ZA", "LEZ", "SIL", "VA", "PE", "REI", "RA", "O", "SUL", "LI",
    "VAN", "MC", "CAR", "THY", "NGU", "YEN", "JOHN", "SON", "WIL", "LIAMS", "BER", "GER", "KO",
    "WAL", "SKI", "DOS", "SAN", "TOS",
];

fn surname(rng: &mut impl Rng) -> String {
    (0..rng.random_range(2..=4)).map(|_| SYLLABLES[rng.random_range(0..SYLLABLES.len())]).collect()
}

fn mistyped(name: &str, rng: &mut impl Rng) -> String {
    let mut bytes = name.as_bytes().to_vec();
    let at = rng.random_range(0..bytes.len() - 1);
    let letter = rng.random_range(b'A'..=b'Z');
    match rng.random_range(0..4) {
        0 => bytes.insert(at, letter),
        1 => drop(bytes.remove(at)),
        2 => bytes[at] = letter,
        _ => bytes.swap(at, at + 1),
    }
    bytes.into_iter().map(char::from).collect()
}

fn pairs() -> Vec<(String, String)> {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    (0..PAIRS)
        .map(|_| {
            let name = surname(&mut rng);
            let other = match rng.random_range(0..4) {
                0 => name.clone(),
                1 => mistyped(&name, &mut rng),
                _ => surname(&mut rng),
            };
            (name, other)
        })
        .collect()
}

fn kernels(criterion: &mut Criterion) {
    let pairs = pairs();
    let mut group = criterion.benchmark_group("surnames");
    group.throughput(Throughput::Elements(PAIRS as u64));
    group.bench_function("jaro_winkler/strsim", |bench| {
        bench.iter(|| pairs.iter().map(|(a, b)| strsim::jaro_winkler(a, b)).sum::<f64>())
    });
    group.bench_function("jaro_winkler/ours", |bench| {
        bench.iter(|| {
            let ours = |(a, b): &(String, String)| text::jaro_winkler(a.as_bytes(), b.as_bytes());
            black_box(&pairs).iter().map(ours).sum::<f64>()
        })
    });
    group.bench_function("osa/strsim", |bench| {
        bench.iter(|| pairs.iter().map(|(a, b)| strsim::osa_distance(a, b)).sum::<usize>())
    });
    group.bench_function("osa/ours", |bench| {
        bench.iter(|| {
            let ours = |(a, b): &(String, String)| text::osa_distance(a.as_bytes(), b.as_bytes());
            black_box(&pairs).iter().map(ours).sum::<usize>()
        })
    });
    group.finish();
}

criterion_group!(benches, kernels);
criterion_main!(benches);
