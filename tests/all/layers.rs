//! Who may know whom: the layers of `src/`, read from its `crate::` paths; and the house's order.

use std::path::{Path, PathBuf};

/// Plain data and what every stage needs: they know no stage.
const FOUNDATIONS: &[&str] = &["record", "error", "limits", "digest", "settings", "text", "texts"];

/// What `write` may take its types from.
const STAGES: &[&str] = &[
    "standardize",
    "read",
    "table",
    "block",
    "compare",
    "score",
    "decide",
    "resolve",
    "history",
    "survivorship",
];

/// Each module of `src/` and what it may import beside itself. A module that is not named here fails
/// the test: whoever adds one decides where it stands.
const LAYERS: &[(&str, &[&[&str]])] = &[
    ("record", &[]),
    ("error", &[]),
    ("limits", &[]),
    ("digest", &[]),
    ("text", &[]),
    ("texts", &[]),
    ("settings", &[&["record", "error"]]),
    ("standardize", &[&["record", "settings", "limits", "error"]]),
    ("read", &[FOUNDATIONS, &["standardize"]]),
    ("table", &[FOUNDATIONS, &["standardize", "read"]]),
    ("block", &[FOUNDATIONS, &["table"]]),
    ("compare", &[FOUNDATIONS, &["table"]]),
    ("score", &[FOUNDATIONS, &["table", "compare", "standardize"]]),
    ("decide", &[FOUNDATIONS, &["table", "compare"]]),
    ("resolve", &[FOUNDATIONS, &["table", "compare", "decide"]]),
    ("history", &[FOUNDATIONS, &["standardize"]]),
    ("survivorship", &[FOUNDATIONS, &["standardize", "table"]]),
    ("write", &[FOUNDATIONS, STAGES]),
    ("registry", &[FOUNDATIONS, &["read"]]),
    ("synth", &[FOUNDATIONS]),
    ("evaluate", &[FOUNDATIONS]),
    ("report", &[FOUNDATIONS, &["evaluate"]]),
    ("pipeline", &[FOUNDATIONS, STAGES, &["write", "evaluate", "report", "registry"]]),
    ("review", &[FOUNDATIONS, STAGES, &["write", "registry", "pipeline"]]),
    (
        "cli",
        &[
            FOUNDATIONS,
            STAGES,
            &["write", "evaluate", "report", "synth", "registry", "pipeline", "review"],
        ],
    ),
];

/// No file is longer: a page of a module is read at one sitting.
const MAX_LINES: usize = 500;

#[test]
fn every_import_goes_down_the_layers() {
    let faults: Vec<String> = shipped_sources().iter().flat_map(forbidden_imports).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn every_module_has_a_place_in_the_layers_and_every_place_a_module() {
    let mut modules: Vec<String> = sources().iter().map(|source| source.module.clone()).collect();
    modules.sort_unstable();
    modules.dedup();
    modules.retain(|module| !is_root(module));
    let mut places: Vec<&str> = LAYERS.iter().map(|(module, _)| *module).collect();
    places.sort_unstable();
    assert_eq!(modules, places);
}

#[test]
fn every_file_says_what_it_is_for_and_is_short() {
    for Source { name, text, .. } in sources() {
        assert!(text.starts_with("//! "), "{name} does not open with //!");
        let lines = text.lines().count();
        assert!(lines <= MAX_LINES, "{name} has {lines} lines");
    }
}

#[test]
fn nothing_unfinished_and_no_unwrap_outside_tests() {
    for source in shipped_sources() {
        for (number, line) in without_comments(&source.text).lines().enumerate() {
            for word in [".unwrap()", "todo!(", "dbg!(", "unimplemented!("] {
                assert!(!line.contains(word), "{}:{}: {word}", source.name, number + 1);
            }
        }
    }
}

#[test]
fn a_forbidden_import_is_noticed_however_it_is_written() {
    for (name, text, fault) in [
        ("src/record/a.rs", "use crate::table::Row;", "record -> table"),
        ("src/read/a.rs", "fn f() { crate::score::Model::rough(); }", "read -> score"),
        ("src/read/a.rs", "use crate::{\n    record::Field,\n    write::Manifest,\n};", "-> write"),
        ("src/write/a.rs", "use crate::cli;", "write -> cli"),
        ("src/block/a.rs", "use crate::table::build::Builder;", "table::build"),
        ("src/block/a.rs", "use crate::{table::{build::Builder, Row}};", "table::build"),
        ("src/score/a.rs", "use crate::standardize::{RULES_VERSION, Rules};", "standardize::Rules"),
    ] {
        let faults = forbidden_imports(&Source::new(name.into(), text.into()));
        assert!(faults.iter().any(|found| found.contains(fault)), "{text}: {faults:?}");
    }
    let fine = "// crate::cli\nuse crate::read::inner::Thing;\nuse crate::record::{Field, Date};";
    assert!(forbidden_imports(&Source::new("src/read/a.rs".into(), fine.into())).is_empty());
}

struct Source {
    /// From the top folder.
    name: String,
    /// The module right under `src/`.
    module: String,
    text: String,
}

impl Source {
    fn new(name: String, text: String) -> Source {
        let inside = name.trim_start_matches("src/");
        let module = inside.split('/').next().unwrap_or(inside).trim_end_matches(".rs").to_string();
        Source { name, module, text }
    }
}

fn is_root(module: &str) -> bool {
    module == "main" || module == "lib"
}

fn sources() -> Vec<Source> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    collect(&top.join("src"), &mut files);
    files.sort();
    assert!(files.len() > 50, "src/ has moved");
    let source = |path: &PathBuf| {
        let name = path.strip_prefix(top).unwrap().to_str().unwrap().to_string();
        Source::new(name, std::fs::read_to_string(path).unwrap())
    };
    files.iter().map(source).collect()
}

/// The sources without their tests, which may reach for whatever shows the point.
fn shipped_sources() -> Vec<Source> {
    let sources = sources();
    let tests: Vec<String> = sources.iter().flat_map(declared_tests).collect();
    assert!(tests.len() > 3, "tests are declared in another way");
    // A module of tests is a file, or a folder.
    let is_test = |name: &str| {
        let of = |test: &String| {
            let rest = name.strip_prefix(test.trim_end_matches(".rs"));
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        tests.iter().any(of)
    };
    let shipped = sources.into_iter().filter(|source| !is_test(&source.name));
    shipped.map(|source| Source { text: without_tests(&source.text), ..source }).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

fn forbidden_imports(source: &Source) -> Vec<String> {
    if is_root(&source.module) {
        return Vec::new();
    }
    let place = LAYERS.iter().find(|(module, _)| *module == source.module);
    let allowed = place.map_or(Vec::new(), |(_, allowed)| allowed.concat());
    let paths = crate_paths(&without_comments(&source.text));
    let others = paths.iter().filter(|path| path[0] != source.module);
    others.filter_map(|path| fault(source, path, &allowed)).collect()
}

fn fault(source: &Source, path: &[String], allowed: &[&str]) -> Option<String> {
    let Source { name, module, .. } = source;
    let target = path[0].as_str();
    if !allowed.contains(&target) {
        return Some(format!("{name}: {module} -> {target} is forbidden"));
    }
    let item = path.get(1).map_or("", String::as_str);
    let is_module = item.starts_with(|first: char| first.is_ascii_lowercase());
    if path.len() > 2 && is_module {
        return Some(format!("{name}: {target}::{item} is the inside of another module"));
    }
    // The model is made for one standardization and must know which; nothing else of it.
    if (module.as_str(), target) == ("score", "standardize") && item != "RULES_VERSION" {
        return Some(format!("{name}: score may not know {target}::{item}"));
    }
    None
}

/// Every path that begins with `crate::`, as its words after that, groups taken apart.
fn crate_paths(text: &str) -> Vec<Vec<String>> {
    let mut paths = Vec::new();
    for (place, _) in text.match_indices("crate::") {
        let before = text[..place].chars().next_back();
        if !before.is_some_and(|letter| letter.is_alphanumeric() || "_$".contains(letter)) {
            read_path(&text[place + "crate::".len()..], &mut Vec::new(), &mut paths);
        }
    }
    paths
}

/// Reads one path or group, adds what it names, and returns what follows it.
fn read_path<'t>(text: &'t str, before: &mut Vec<String>, paths: &mut Vec<Vec<String>>) -> &'t str {
    let depth = before.len();
    let mut rest = text.trim_start();
    loop {
        if let Some(group) = rest.strip_prefix('{') {
            rest = group.trim_start();
            while !rest.is_empty() && !rest.starts_with('}') {
                rest = read_path(rest, before, paths).trim_start();
                let next = rest.find([',', '}']).unwrap_or(rest.len());
                rest = rest[next..].trim_start_matches(',').trim_start();
            }
            rest = rest.strip_prefix('}').unwrap_or(rest);
            break;
        }
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        let (word, after) = rest.split_at(end.unwrap_or(rest.len()));
        before.push(word.to_string());
        rest = after;
        match after.strip_prefix("::") {
            Some(next) => rest = next,
            None => {
                paths.push(before.clone());
                break;
            }
        }
    }
    before.truncate(depth);
    rest
}

/// A path in a comment is a pointer for the reader, not a dependency.
fn without_comments(text: &str) -> String {
    let code = |line: &str| line.split("//").next().unwrap_or_default().to_string() + "\n";
    text.lines().map(code).collect()
}

/// A file up to its tests, which stand last.
fn without_tests(text: &str) -> String {
    text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_string()
}

/// Files that only exist in tests: `#[cfg(test)] mod samples;` in their parent.
fn declared_tests(source: &Source) -> Vec<String> {
    let folder = match source.name.strip_suffix("/mod.rs") {
        Some(folder) => folder.to_string(),
        None => source.name.trim_end_matches(".rs").to_string(),
    };
    let declared = source.text.split("#[cfg(test)]\n").skip(1);
    let declared =
        declared.filter_map(|after| after.trim_start_matches("pub ").strip_prefix("mod "));
    let names = declared.filter_map(|after| after.split_once(';').map(|(name, _)| name));
    let names = names.filter(|name| !name.contains(|letter| " {\n".contains(letter)));
    names.map(|name| format!("{folder}/{name}.rs")).collect()
}
