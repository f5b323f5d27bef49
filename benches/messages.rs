//! How many VXU messages a second does one core read? Messages as clinics send them, each with two
//! doses: 1.2 KB.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use selfsame::read::hl7_messages;

/// Several pieces' worth, so that cutting the stream is measured too.
const MESSAGES: usize = 5_000;

const MESSAGE: &str = r"MSH|^~\&|DEMOEHR|LOWELLPEDS|MIIS|MDPH|20240102101500-0500||VXU^V04^VXU_V04|#|P|2.5.1|||ER|AL|||||Z22^CDCPHINVS
PID|1||#^^^LOWELLPEDS^MR~104233^^^MARVRS^BR||AMARAL^LUCAS^T^^^^L~AMARAL^BABYBOY^^^^^B|TEIXEIRA^INES^^^^^M|20231103|M||2106-3^White^CDCREC|12 ELM ST^^LOWELL^MA^01852^USA^H~^^^MA^^^BDL||^PRN^PH^^^978^5550142~^NET^^ines@example.org|||||||||2186-5^Not Hispanic^CDCREC|DEMO HOSPITAL|N|1
PD1|||||||||||02^Reminder/recall^HL70215|N|20240102|||A|20240102|20240102
NK1|1|AMARAL^INES^^^^^L|MTH^Mother^HL70063|12 ELM ST^^LOWELL^MA^01852^USA^H|^PRN^PH^^^978^5550142
ORC|RE||#-1^LOWELLPEDS|||||||I-23432^BURDEN^DONNA^A^^^^^NIST-AA-1^^^^PRN||57422^RADON^NICHOLAS^^^^^^NIST-AA-1^L^^^MD
RXA|0|1|20240102||110^DTaP-HepB-IPV^CVX|0.5|mL^mL^UCUM||00^New^NIP001|7832-1^LEMON^MIKE^A^^^^^NIST-AA-1^^^^PRN|^^^LOWELLPEDS||||Z0860BB|20250101|SKB^GlaxoSmithKline^MVX|||CP|A
RXR|C28161^Intramuscular^NCIT|LT^Left Thigh^HL70163
OBX|1|CE|64994-7^Vaccine fund pgm elig cat^LN|1|V02^VFC eligible - Medicaid^HL70064||||||F|||20240102|||VXC40^per imm^CDCPHINVS
OBX|2|CE|30956-7^Vaccine type^LN|2|107^DTaP^CVX||||||F
OBX|3|TS|29769-7^VIS presented^LN|2|20240102||||||F
ORC|RE||#-2^LOWELLPEDS
RXA|0|1|20240102||48^Hib^CVX|0.5|mL^mL^UCUM||01^Historical^NIP001|||||||||||CP|A
";

fn messages(criterion: &mut Criterion) {
    let message = |number: usize| MESSAGE.replace("#", &number.to_string()).replace('\n', "\r");
    let stream: String = (0..MESSAGES).map(message).collect();
    // One thread, so that the figure is a core's.
    let core = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread");
    let mut group = criterion.benchmark_group("vxu");
    group.throughput(Throughput::Elements(MESSAGES as u64));
    group.bench_function("read", |bench| {
        bench.iter(|| core.install(|| hl7_messages(black_box(stream.as_bytes()))))
    });
    group.finish();
}

criterion_group!(benches, messages);
criterion_main!(benches);
