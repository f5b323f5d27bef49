//! Nights that are out of line, nights under another model, and doses that come after their record.

use std::collections::BTreeSet;

use crate::deliveries::{Deliveries, night, rows};
use crate::harness::Work;

/// Rows of submissions in so many equal parts, each with the header.
fn parts(work: &Work, many: usize) -> Vec<String> {
    let (header, lines) = rows(work, "submissions");
    lines.chunks(lines.len().div_ceil(many)).map(|part| header.clone() + &part.concat()).collect()
}

#[test]
fn a_night_out_of_line_is_written_and_not_kept_until_it_is_accepted() {
    let place = Deliveries::beside(Work::with_people(600));
    let parts = parts(&place.work, 5);
    for (number, part) in parts[..4].iter().enumerate() {
        place.deliver("submissions.csv", part);
        place.night(&format!("runs/{number}"));
    }
    let before = (place.log_end(), place.clients());
    // Half of the rows have lost their ids.
    let (header, lines) = parts[4].split_once('\n').unwrap();
    let broken = lines.split_inclusive('\n').enumerate().map(|(number, line)| match number % 2 {
        0 => line.to_string(),
        _ => line[line.find(',').unwrap()..].to_string(),
    });
    place.deliver("submissions.csv", format!("{header}\n{}", broken.collect::<String>()));
    let refused = place.try_night("runs/4").ends_with(1);
    assert!(refused.stderr.contains("refused rows on"), "{}", refused.stderr);
    assert!(refused.stderr.contains("--accept"), "{}", refused.stderr);
    assert_eq!((place.log_end(), place.clients()), before, "nothing was kept");
    assert_eq!(place.inbox(), BTreeSet::from(["submissions.csv".to_string()]));
    let proposal = place.work.opened("runs/4");
    assert!(proposal.table("decisions").len() > 100);
    assert_eq!(proposal.manifest()["night"]["kept"], false);

    let accepted = [&night("runs/4")[..], &["--accept"]].concat();
    place.work.run(accepted).ends_with(1); // there are rejects still
    assert_eq!(place.work.opened("runs/4").manifest()["night"]["kept"], true);
    assert!(place.inbox().is_empty() && place.clients() != before.1);
    let metrics = String::from_utf8(place.work.read("runs/4/metrics.prom")).unwrap();
    assert!(metrics.contains("\nselfsame_night_kept 1\n"), "{metrics}");
    assert!(metrics.contains("\nselfsame_night_out_of_line 1\n"), "{metrics}");
    place.is_sound();
}

#[test]
fn under_other_settings_all_records_are_compared_anew_and_ids_stay() {
    let place = Deliveries::beside(Work::with_people(500));
    let parts = parts(&place.work, 3);
    for (number, part) in parts.iter().enumerate() {
        place.deliver("submissions.csv", part);
        place.night(&format!("runs/{number}"));
    }
    let before = place.members();
    place.work.write("strict.toml", "[decide]\nlink = 9.0\nanswer = 9.0\nreview = 2.0\n");
    let adopt = ["registry", "adopt", "--registry", "registry.db", "--settings", "strict.toml"];
    place.work.run(adopt).succeeds();
    let anew = place.night("runs/anew");
    assert_eq!(anew.manifest()["night"]["examined"], before.len());
    let next = place.night("runs/next");
    assert_eq!(next.manifest()["night"]["examined"], 0, "once is enough");
    place.is_sound();

    let strict = Deliveries::beside(Work::with_people(500));
    strict.work.write("strict.toml", place.work.read("strict.toml"));
    strict.work.run(adopt).succeeds();
    strict.deliver("submissions.csv", strict.work.read("synth/submissions.csv"));
    strict.night("runs/0");
    assert_eq!(place.clients(), strict.clients(), "as if they had always been in force");
    assert_eq!(place.questions(), strict.questions());
    let kept = place.members().iter().filter(|(record, id)| before[*record] == **id).count();
    assert!(kept * 10 > before.len() * 9, "{kept} of {} records have their client", before.len());
    for id in before.values() {
        place.resolved(id);
    }
}

#[test]
fn doses_that_come_after_their_record_are_its_own() {
    let at_once = Deliveries::beside(Work::with_people(300));
    let names = ["births", "submissions", "doses"];
    let read = |place: &Deliveries, name: &str| place.work.read(&format!("synth/{name}.csv"));
    for name in names {
        at_once.deliver(&format!("{name}.csv"), read(&at_once, name));
    }
    let all = at_once.night("runs/all");

    let later = Deliveries::beside(Work::with_people(300));
    for name in names {
        later.deliver(&format!("{name}.csv"), read(&later, name));
        later.night(&format!("runs/{name}"));
    }
    assert_eq!(at_once.clients(), later.clients());
    let doses = later.work.opened("runs/doses");
    assert_eq!(doses.table("doses").len(), all.table("doses").len());
    assert_eq!(doses.table("rejects").len(), 0);
    // Who sends a person again without doses takes none back.
    let (header, mut lines) = rows(&later.work, "submissions");
    lines.reverse();
    later.deliver("submissions.csv", header + &lines.concat());
    let silent = later.night("runs/silent");
    assert_eq!(silent.manifest()["night"]["new_versions"], 0);
    // What is told again in another file is no news.
    let (header, mut lines) = rows(&later.work, "doses");
    lines.reverse();
    later.deliver("doses.csv", header + &lines.concat());
    let again = later.night("runs/again");
    assert_eq!(again.manifest()["night"]["new_versions"], 0);
    later.is_sound();
}
