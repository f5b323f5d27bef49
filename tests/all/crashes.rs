//! A night may be stopped at any moment, by a crash, a full disk or a folder that cannot be written: run
//! again, it ends as if nothing had happened.

use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use crate::deliveries::{Deliveries, Dice, night, rows};
use crate::harness::Work;

/// Where a night can be made to crash.
const PLACES: [&str; 9] = [
    "after reading",
    "after writing the folder",
    "before commit",
    "after commit",
    "after the folder is renamed",
    "after the run is marked published",
    "after file 1 is moved",
    "after file 2 is moved",
    "after file 3 is moved",
];

/// A registry after one night, and the files of a second.
struct Before {
    place: Deliveries,
    files: BTreeMap<String, Vec<u8>>,
}

/// All that a night leaves: the end of the log, the Parquet files, the folders.
#[derive(PartialEq)]
struct Left {
    log: (u64, String),
    tables: BTreeMap<String, Vec<u8>>,
    inbox: BTreeSet<String>,
    done: BTreeMap<String, Vec<u8>>,
    runs: BTreeSet<String>,
}

impl Before {
    fn new(people: usize) -> Before {
        let place = Deliveries::beside(Work::with_people(people));
        let mut files = BTreeMap::new();
        for name in ["births", "submissions"] {
            let (header, mut lines) = rows(&place.work, name);
            let second = lines.split_off(lines.len() / 2);
            place.deliver(&format!("{name}-1.csv"), header.clone() + &lines.concat());
            files.insert(format!("{name}-2.csv"), (header.clone() + &second.concat()).into_bytes());
        }
        place.night("runs/first");
        // A record with another content, so that something is replaced as well.
        let (header, lines) = rows(&place.work, "submissions");
        let changed = lines[0].trim_end().to_string() + "2025-12-31\n";
        files.insert("submissions-3.csv".into(), (header + &changed).into_bytes());
        Before { place, files }
    }

    /// The same registry and inbox, as they stand before the second night, in a folder of their own.
    fn copy(&self) -> Deliveries {
        let work = Work::new();
        std::fs::copy(self.place.work.path("registry.db"), work.path("registry.db")).unwrap();
        let copy = Deliveries { work };
        self.files.iter().for_each(|(name, content)| drop(copy.deliver(name, content)));
        copy
    }

    /// What an undisturbed second night leaves.
    fn undisturbed(&self) -> Left {
        let copy = self.copy();
        copy.night("runs/second");
        let left = left(&copy);
        assert_eq!(left.done.len(), self.files.len());
        assert!(left.inbox.is_empty());
        left
    }
}

fn left(place: &Deliveries) -> Left {
    let done = place.work.list("inbox/done").into_iter();
    Left {
        log: place.log_end(),
        tables: place.work.opened("runs/second").bytes(),
        inbox: place.inbox(),
        done: done
            .map(|name| (name.clone(), place.work.read(&format!("inbox/done/{name}"))))
            .collect(),
        runs: place.work.list("runs"),
    }
}

#[track_caller]
fn assert_undisturbed(place: &Deliveries, undisturbed: &Left, what: &str) {
    place.is_sound();
    let left = left(place);
    assert_eq!(left.log, undisturbed.log, "{what}: the log");
    assert_eq!(left.inbox, undisturbed.inbox, "{what}: the inbox");
    assert_eq!(left.runs, undisturbed.runs, "{what}: the runs");
    assert!(left.done == undisturbed.done, "{what}: done/");
    for (name, bytes) in &undisturbed.tables {
        assert!(left.tables[name] == *bytes, "{what}: {name}.parquet");
    }
}

/// The program, to be run in the folder.
fn program(place: &Deliveries) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_selfsame"));
    command.current_dir(place.work.path(".")).args(night("runs/second"));
    command
}

#[test]
fn a_night_that_crashed_anywhere_ends_as_undisturbed_when_it_is_run_again() {
    let before = Before::new(200);
    let undisturbed = before.undisturbed();
    for name in PLACES {
        let place = before.copy();
        let crashed = program(&place).env("SELFSAME_FAILPOINT", name).output().unwrap();
        assert!(crashed.status.signal().is_some(), "{name}: no crash");
        let said = place.try_night("runs/second").succeeds().stdout;
        // The same once more: whoever is not sure that a night has ended runs it again.
        let again = place.try_night("runs/second").succeeds().stdout;
        assert!(again.contains("finished"), "{again}");
        let is_committed = PLACES.iter().position(|place| *place == name) > Some(2);
        assert_eq!(said.contains("finished"), is_committed, "{name}: {said}");
        assert_undisturbed(&place, &undisturbed, name);
    }
}

#[test]
fn a_night_that_crashed_is_finished_by_the_next() {
    let before = Before::new(100);
    for name in PLACES {
        let place = before.copy();
        program(&place).env("SELFSAME_FAILPOINT", name).output().unwrap();
        let third =
            "record_id,source,first_name,last_name,birth_date\nq,lynn-peds,Ada,Quill,2001-02-03\n";
        place.deliver("submissions-third.csv", third);
        place.night("runs/third");
        place.is_sound();
        assert!(place.inbox().is_empty(), "{name}");
        assert_eq!(place.work.list("inbox/done").len(), before.files.len() + 1, "{name}");
        // Before the commit nothing has happened: the next night reads what that one has read.
        let is_committed = PLACES.iter().position(|place| *place == name) > Some(2);
        assert_eq!(place.work.path("runs/second").exists(), is_committed, "{name}");
        assert!(place.members().contains_key("q"), "{name}");
    }
}

fn is_killed_at_random(kills: usize, seed: u64) {
    let before = Before::new(200);
    let began = Instant::now();
    let undisturbed = before.undisturbed();
    let whole = began.elapsed();
    let mut dice = Dice(seed);
    let mut stopped = 0;
    for kill in 0..kills {
        let place = before.copy();
        let mut child = program(&place).arg("--quiet").spawn().unwrap();
        // The moment of the kill is what is tried.
        std::thread::sleep(whole.mul_f64(dice.below(1000) as f64 / 1000.0));
        child.kill().unwrap();
        stopped += usize::from(child.wait().unwrap().signal().is_some());
        place.try_night("runs/second").succeeds();
        assert_undisturbed(&place, &undisturbed, &format!("kill {kill} of seed {seed}"));
    }
    assert!(stopped > kills / 4, "most kills came too late to show anything");
}

#[test]
fn a_night_killed_at_any_moment_ends_as_undisturbed_when_it_is_run_again() {
    is_killed_at_random(20, 1);
}

/// `cargo test --release --test all -- --ignored killed_two_hundred_times`: about a minute and a half.
#[test]
#[ignore = "takes long"]
fn a_night_killed_two_hundred_times_ends_as_undisturbed() {
    is_killed_at_random(200, 2);
}

/// Fails in one clear way, and loses nothing: once `mend` has mended it, the night is as ever.
fn is_clear_and_mended(
    before: &Before,
    undisturbed: &Left,
    what: &str,
    spoil: impl FnOnce(&Deliveries) -> std::process::Output,
    mend: impl FnOnce(&Deliveries),
) {
    let place = before.copy();
    let output = spoil(&place);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{what}: {said}");
    let errors = said.lines().filter(|line| line.starts_with("selfsame: ")).count();
    assert_eq!(errors, 1, "{what}: {said}");
    assert!(!said.contains("panicked") && !said.contains("invariant"), "{what}: {said}");
    assert!(!place.work.path("runs/second").exists(), "{what}: no run under its name");
    mend(&place);
    place.night("runs/second");
    assert_undisturbed(&place, undisturbed, what);
}

#[test]
fn where_there_is_no_room_a_night_says_so_and_loses_nothing() {
    let before = Before::new(200);
    let undisturbed = before.undisturbed();
    // No file may grow beyond so many blocks of 512 bytes; the signal that says so is not heeded.
    for blocks in [1, 20, 100, 400] {
        let limited = |place: &Deliveries| {
            let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
            let mut shell = Command::new("sh");
            shell.current_dir(place.work.path(".")).args(["-c", &script, "sh"]);
            shell.arg(env!("CARGO_BIN_EXE_selfsame")).args(night("runs/second")).output().unwrap()
        };
        let what = format!("{blocks} blocks");
        is_clear_and_mended(&before, &undisturbed, &what, limited, |_| ());
    }
}

#[test]
fn where_a_folder_cannot_be_written_a_night_says_so_and_loses_nothing() {
    if !permissions_bite() {
        println!("skipped: whoever runs this may write everywhere");
        return;
    }
    let before = Before::new(100);
    let undisturbed = before.undisturbed();
    for folder in [".", "runs", "inbox"] {
        let locked = |place: &Deliveries| {
            std::fs::create_dir_all(place.work.path("runs")).unwrap();
            allow(&place.work.path(folder), 0o500);
            let output = program(place).output().unwrap();
            allow(&place.work.path(folder), 0o700);
            output
        };
        is_clear_and_mended(&before, &undisturbed, folder, locked, |_| ());
    }
    let locked = |place: &Deliveries| {
        allow(&place.work.path("registry.db"), 0o400);
        program(place).output().unwrap()
    };
    let mend = |place: &Deliveries| allow(&place.work.path("registry.db"), 0o600);
    is_clear_and_mended(&before, &undisturbed, "registry.db", locked, mend);
}

fn allow(path: &Path, mode: u32) {
    let mode = std::os::unix::fs::PermissionsExt::from_mode(mode);
    std::fs::set_permissions(path, mode).unwrap();
}

/// Root may write into any folder.
fn permissions_bite() -> bool {
    let work = Work::new();
    std::fs::create_dir(work.path("locked")).unwrap();
    allow(&work.path("locked"), 0o500);
    let is_refused = std::fs::write(work.path("locked/file"), "").is_err();
    allow(&work.path("locked"), 0o700);
    is_refused
}
